/// Bytes of code pages and units of UTF-16, as RTF mixes them, to text.
struct RichTextDecoder {
    /// The font in force: its character set says how bytes are to be read.
    var font: Int? {
        didSet { if font != oldValue { carry(before: oldValue) } }
    }

    private var codePage = 1252
    private var codePages: [Int: Int] = [:]
    private var bytes: [UInt8] = []
    private var units: [UInt16] = []
    private var text: [UInt8] = []

    mutating func setCodePage(_ number: Int) { codePage = number }

    /// Of the font that is being defined.
    mutating func setCharacterSet(_ number: Int) {
        if let font, let page = CodePage.ofCharacterSet(number) { codePages[font] = page }
    }

    /// A byte of the text.
    mutating func add(_ byte: UInt8) {
        if !units.isEmpty { flushUnits() }
        bytes.append(byte)
    }

    /// A unit of UTF-16; characters beyond the first plane come as two.
    mutating func add(unit: UInt16) {
        if !bytes.isEmpty { flushBytes(font) }
        // Symbols stand where Unicode leaves room for private use.
        if !(0xF000...0xF0FF).contains(unit) { units.append(unit) }
    }

    /// What has come so far. The first half of a character waits for the second.
    mutating func flush() -> [UInt8] {
        flushBytes(font)
        if let last = units.last, last & 0xFC00 != 0xD800 { flushUnits() }
        var result: [UInt8] = []
        swap(&result, &text)
        return result
    }

    private mutating func carry(before font: Int?) { flushBytes(font) }

    private mutating func flushUnits() {
        text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
        units = []
    }

    private mutating func flushBytes(_ font: Int?) {
        if bytes.isEmpty { return }
        let page = font.flatMap { codePages[$0] } ?? codePage
        if bytes.allSatisfy({ $0 < 0x80 }) {
            text.append(contentsOf: bytes)
        } else {
            let encoding = CodePage.encoding(page) ?? .windows1252
            text.append(contentsOf: Self.decoded(bytes, encoding))
        }
        bytes = []
    }

    private static func decoded(_ bytes: [UInt8], _ encoding: CharacterEncoding) -> [UInt8] {
        if var converter = Converter(from: encoding) { return converter.convert(bytes[...], isLast: true) }
        guard var converter = Converter(from: .windows1252) else { return [] }
        return converter.convert(bytes[...], isLast: true)
    }
}
