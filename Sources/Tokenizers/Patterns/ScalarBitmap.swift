/// A set of scalars in the shape that a loop over a text can afford: a bit for each, in pages of 256 of which
/// equal ones are stored once.
struct ScalarBitmap: Sendable {
    private let index: [UInt16]
    private let words: [UInt64]

    init(_ set: ScalarSet) {
        var index: [UInt16] = []
        var words: [UInt64] = []
        var known: [[UInt64]: UInt16] = [:]
        var next = 0
        for page in 0..<UInt32(0x1100) {
            let (low, high) = (page << 8, page << 8 | 0xFF)
            var bits: [UInt64] = [0, 0, 0, 0]
            while next < set.ranges.count, set.ranges[next].upperBound < low { next += 1 }
            var range = next
            while range < set.ranges.count, set.ranges[range].lowerBound <= high {
                let from = max(low, set.ranges[range].lowerBound)
                let to = min(high, set.ranges[range].upperBound)
                for scalar in from...to { bits[Int(scalar >> 6 & 3)] |= 1 << UInt64(scalar & 63) }
                range += 1
            }
            if let number = known[bits] {
                index.append(number)
            } else {
                let number = UInt16(words.count / 4)
                known[bits] = number
                index.append(number)
                words += bits
            }
        }
        (self.index, self.words) = (index, words)
    }

    /// - Precondition: `scalar` is below 0x110000, as every scalar of a `String` is.
    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        let word = Int(index[Int(scalar >> 8)]) << 2 | Int(scalar >> 6 & 3)
        return words[word] >> UInt64(scalar & 63) & 1 != 0
    }
}
