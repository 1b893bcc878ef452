/// A text that is written anew, word by word.
struct TextRewriting {
    private var scalars: [UInt32] = []
    private var origins: [Int32] = []
    private var words: [Range<Int>] = []
    private var start = 0

    init(capacity: Int) {
        scalars.reserveCapacity(capacity)
        origins.reserveCapacity(capacity)
    }

    mutating func beginWord() {
        if start < scalars.count { words.append(start..<scalars.count) }
        start = scalars.count
    }

    /// - Parameter origin: the original scalar that this one stands for.
    @inline(__always)
    mutating func append(_ scalar: UInt32, origin: Int32) {
        scalars.append(scalar)
        origins.append(origin)
    }

    mutating func finish() -> (NormalizedText, [Range<Int>]) {
        beginWord()
        return (NormalizedText(scalars: scalars, origins: origins), words)
    }
}
