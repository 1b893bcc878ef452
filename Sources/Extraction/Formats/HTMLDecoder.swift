import NearestCore

/// The encoding of an HTML file: its byte order mark, its form, then what the page itself says.
enum HTMLDecoder {
    static func decode(_ bytes: [UInt8], subject: String) throws -> [UInt8] {
        let declared =
            CharacterEncoding.marked(by: bytes[...]) == nil ? declaredEncoding(in: bytes.prefix(4096)) : nil
        // A page that is valid UTF-8 is UTF-8, whatever an old template still claims.
        let isUTF8 = (try? UTF8Span(validating: bytes.span)) != nil
        return try TextDecoder.decode(bytes, subject: subject, encoding: isUTF8 ? nil : declared)
    }

    /// What follows `charset=` in the beginning of a page, as `meta` elements have it in either form.
    private static func declaredEncoding(in head: ArraySlice<UInt8>) -> CharacterEncoding? {
        let text = String(decoding: head, as: UTF8.self).lowercased()
        guard let mark = text.firstRange(of: "charset=") else { return nil }
        let rest = text[mark.upperBound...].drop { $0 == "\"" || $0 == "'" || $0 == " " }
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_:.".contains($0)) }
        let encoding = CharacterEncoding(name: alias[String(name)] ?? name.uppercased())
        // Bytes could be looked at for their charset, so they are not UTF-16 whatever they say.
        if name.isEmpty || name.hasPrefix("utf-16") || name.hasPrefix("utf-32") { return nil }
        return Converter(from: encoding) == nil ? nil : encoding
    }

    /// Names that pages use for a narrower encoding than they mean.
    private static let alias = [
        "iso-8859-1": "CP1252", "latin1": "CP1252", "us-ascii": "CP1252", "ascii": "CP1252", "iso8859-1": "CP1252",
        "gb2312": "GB18030", "gbk": "GB18030", "shift_jis": "CP932", "shift-jis": "CP932", "x-sjis": "CP932",
        "ks_c_5601-1987": "CP949", "euc-kr": "CP949", "big5": "BIG5-HKSCS", "windows-1252": "CP1252",
        "windows-1251": "CP1251", "windows-1250": "CP1250", "windows-1253": "CP1253",
    ]
}
