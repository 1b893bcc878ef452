/// An encoding of text, by the name that iconv knows it by.
struct CharacterEncoding: Hashable, Sendable {
    let name: String

    static let utf8 = CharacterEncoding(name: "UTF-8")
    static let utf16LittleEndian = CharacterEncoding(name: "UTF-16LE")
    static let utf16BigEndian = CharacterEncoding(name: "UTF-16BE")
    static let utf32LittleEndian = CharacterEncoding(name: "UTF-32LE")
    static let utf32BigEndian = CharacterEncoding(name: "UTF-32BE")
    static let iso2022Japanese = CharacterEncoding(name: "ISO-2022-JP-2")
    static let windows1252 = CharacterEncoding(name: "CP1252")
    static let windows1251 = CharacterEncoding(name: "CP1251")
    static let koi8 = CharacterEncoding(name: "KOI8-R")
    static let shiftJIS = CharacterEncoding(name: "CP932")
    static let eucJapanese = CharacterEncoding(name: "EUC-JP")
    static let gb18030 = CharacterEncoding(name: "GB18030")
    static let big5 = CharacterEncoding(name: "BIG5-HKSCS")
    static let korean = CharacterEncoding(name: "CP949")
    static let windows1253 = CharacterEncoding(name: "CP1253")
    static let windows1250 = CharacterEncoding(name: "CP1250")

    /// The encoding that a byte order mark tells of, and the mark's length.
    static func marked(by bytes: ArraySlice<UInt8>) -> (CharacterEncoding, Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        // UTF-32's mark begins with UTF-16's.
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return (.utf32LittleEndian, 4) }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return (.utf32BigEndian, 4) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        if bytes.starts(with: [0x84, 0x31, 0x95, 0x33]) { return (.gb18030, 4) }
        return nil
    }
}
