/// The code pages that RTF files name by number, and the character sets that their fonts name.
enum CodePage {
    /// - Returns: nil for one that is not known, such as that of symbols.
    static func encoding(_ number: Int) -> CharacterEncoding? {
        switch number {
        case 0, 1: .windows1252
        case 10000: CharacterEncoding(name: "MACINTOSH")
        case 65001: .utf8
        case 1361: CharacterEncoding(name: "JOHAB")
        case 1...99999: CharacterEncoding(name: "CP\(number)")
        default: nil
        }
    }

    /// The code page of a font's `\fcharsetN`; nil where the document's own counts.
    static func ofCharacterSet(_ number: Int) -> Int? {
        switch number {
        case 0: 1252
        case 77: 10000
        case 128: 932
        case 129: 949
        case 130: 1361
        case 134: 936
        case 136: 950
        case 161: 1253
        case 162: 1254
        case 163: 1258
        case 177: 1255
        case 178: 1256
        case 186: 1257
        case 204: 1251
        case 222: 874
        case 238: 1250
        case 255: 850
        default: nil
        }
    }
}
