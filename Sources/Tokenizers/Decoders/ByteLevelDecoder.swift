/// Reads the visible spelling of bytes. What is no UTF-8 in the end becomes U+FFFD.
struct ByteLevelDecoder: Decoder {
    func decode(_ tokens: [[UInt32]]) -> [[UInt32]] {
        var bytes: [UInt8] = []
        for token in tokens {
            let spelt = token.compactMap(ByteAlphabet.byte)
            // A token with a character that stands for no byte was added, and means itself.
            bytes += spelt.count == token.count ? spelt : UTF8Bytes.of(token)
        }
        return [RawText.scalars(of: String(decoding: bytes, as: UTF8.self))]
    }
}
