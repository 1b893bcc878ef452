/// Which sequences run together. A batch is as wide as its longest sequence, so sequences of like length belong
/// together, and long ones in small batches.
struct LengthBatches {
    struct Batch: Equatable {
        /// Positions among the sequences.
        var rows: [Int]
        /// What every sequence of the batch is filled up to.
        var length: Int
    }

    /// Tokens of one run with their padding. More gains no speed and costs the attention's memory; fewer leave
    /// processors idle.
    static let tokenBudget = 4096
    /// Sequences of one run.
    static let rowLimit = 64

    /// Batches that hold every sequence once, the longest first, so that the largest memory is needed at once
    /// and not grown into.
    static func plan(
        lengths: [Int], tokenBudget: Int = tokenBudget, rowLimit: Int = rowLimit
    ) -> [Batch] {
        let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
        var batches: [Batch] = []
        for row in order {
            if let last = batches.indices.last, batches[last].rows.count < rowLimit,
                (batches[last].rows.count + 1) * batches[last].length <= tokenBudget
            {
                batches[last].rows.append(row)
            } else {
                batches.append(Batch(rows: [row], length: max(1, lengths[row])))
            }
        }
        return batches
    }
}
