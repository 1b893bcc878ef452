/// Makes all pieces one, for the decoders behind it.
struct FuseDecoder: Decoder {
    func decode(_ tokens: [[UInt32]]) -> [[UInt32]] {
        [Array(tokens.joined())]
    }
}
