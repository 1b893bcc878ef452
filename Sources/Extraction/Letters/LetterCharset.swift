import NearestCore

/// The charsets that letters name.
enum LetterCharset {
    /// Bytes of a charset as UTF-8 with line feeds; those of an unknown one, or of none, as the text looks.
    static func decode(_ bytes: [UInt8], charset: String?) -> [UInt8] {
        let name = (charset ?? "").lowercased()
        let isUTF8 = (try? UTF8Span(validating: bytes.span)) != nil
        var encoding: CharacterEncoding?
        if !name.isEmpty, name != "us-ascii", name != "ascii" {
            encoding = CharacterEncoding(name: alias[name] ?? name.uppercased())
        }
        if let known = encoding, Converter(from: known) == nil { encoding = nil }
        if encoding == nil || encoding == .utf8, isUTF8 { encoding = .utf8 }
        if let text = try? TextDecoder.decode(bytes, subject: "", encoding: encoding) { return text }
        return Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    /// Names that programs use for a narrower encoding than they mean, as browsers take them.
    private static let alias = [
        "iso-8859-1": "CP1252", "latin1": "CP1252", "utf8": "UTF-8", "utf-8": "UTF-8", "gb2312": "GB18030",
        "gbk": "GB18030", "shift_jis": "CP932", "ks_c_5601-1987": "CP949", "euc-kr": "CP949", "big5": "BIG5-HKSCS",
        "iso-2022-jp": "ISO-2022-JP-2", "windows-1252": "CP1252", "iso-8859-8-i": "ISO-8859-8",
    ]
}
