/// Makes tokens such as `<0xE4>` bytes, and runs of them text; each byte of a run that is no UTF-8 is U+FFFD.
struct ByteFallbackDecoder: Decoder {
    func decode(_ tokens: [[UInt32]]) -> [[UInt32]] {
        var pieces: [[UInt32]] = []
        var bytes: [UInt8] = []
        func finish() {
            if bytes.isEmpty { return }
            if let text = String(validating: bytes, as: UTF8.self) {
                pieces.append(RawText.scalars(of: text))
            } else {
                pieces += repeatElement([0xFFFD], count: bytes.count)
            }
            bytes = []
        }
        for token in tokens {
            if let byte = Self.byte(token) {
                bytes.append(byte)
            } else {
                finish()
                pieces.append(token)
            }
        }
        finish()
        return pieces
    }

    private static func byte(_ token: [UInt32]) -> UInt8? {
        guard token.count == 6, token.starts(with: [0x3C, 0x30, 0x78]), token.last == 0x3E else { return nil }
        return UInt8(RawText.string(of: token[3...4]), radix: 16)
    }
}
