/// Which sequences run together. A batch is as wide as its longest sequence, so sequences of like length belong
/// together, and long ones in small batches.
struct LengthBatches {
    struct Batch: Equatable {
        /// Positions among the sequences.
        var rows: [Int]
        /// What every sequence of the batch is filled up to.
        var length: Int
    }

    /// Tokens of one run with their padding. More gains no speed and delays cancellation; far fewer make the
    /// network's preparation for a new shape show.
    static let tokenBudget = 2048

    /// Batches that hold every sequence once, the longest first, so that the last ones, which end while other
    /// processors have nothing left to do, are short.
    ///
    /// - Parameter longest: what the model has positions for: none is filled up beyond it.
    static func plan(lengths: [Int], longest: Int, tokenBudget: Int = tokenBudget) -> [Batch] {
        let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
        var batches: [Batch] = []
        for row in order {
            if let last = batches.indices.last,
                (batches[last].rows.count + 1) * batches[last].length <= tokenBudget
            {
                batches[last].rows.append(row)
            } else {
                batches.append(Batch(rows: [row], length: max(lengths[row], min(padded(lengths[row]), longest))))
            }
        }
        return batches
    }

    /// The next of the 32 lengths that stand between a power of two and the next. The network prepares itself for each
    /// shape that it meets, for some milliseconds, so shapes should come again; three in a hundred tokens of
    /// padding is the most that it costs.
    static func padded(_ length: Int) -> Int {
        guard length > 32 else { return max(1, length) }
        let step = 1 << (Int.bitWidth - 1 - length.leadingZeroBitCount - 5)
        return (length + step - 1) / step * step
    }
}
