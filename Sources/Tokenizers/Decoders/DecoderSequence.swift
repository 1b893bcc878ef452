/// Several decoders, each taking the pieces that the one before gave.
struct DecoderSequence: Decoder {
    let decoders: [any Decoder]

    func decode(_ tokens: [[UInt32]]) -> [[UInt32]] {
        decoders.reduce(tokens) { $1.decode($0) }
    }
}
