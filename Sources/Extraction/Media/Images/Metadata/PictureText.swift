/// The texts that cameras and picture programs write, whose encoding nobody names.
enum PictureText {
    /// UTF-8 where it is valid, else Latin 1; without zeros and white space at the ends.
    static func string(of bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes.prefix { $0 != 0 })
        let text = String(validating: bytes, as: UTF8.self) ?? latin(bytes)
        return trimmed(text)
    }

    static func latin(_ bytes: some Collection<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }

    /// UTF-16 up to the first zero.
    static func wide(_ bytes: some Collection<UInt8>, isBigEndian: Bool) -> String {
        let bytes = Array(bytes)
        let units = stride(from: 0, to: bytes.count - bytes.count % 2, by: 2).map { place in
            let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        return trimmed(String(decoding: units.prefix { $0 != 0 }, as: UTF16.self))
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0.isWhitespace || $0 == "\0" }
        guard let end = start.lastIndex(where: { !$0.isWhitespace && $0 != "\0" }) else { return "" }
        return String(start[...end])
    }
}
