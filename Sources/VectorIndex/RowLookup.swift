import NearestCore

/// Which row holds a segment's vector.
///
/// Ids mostly ascend with the rows, so a folder is a few ascending runs and a look-up a binary search in the
/// mapped ids themselves, without a copy. Where they do not, the rows are sorted by id once.
struct RowLookup: Sendable {
    private struct Run {
        var rows: Range<Int>
        var first: SegmentID
        var last: SegmentID
    }

    private static let mostRuns = 64

    private var runs: [Run] = []
    private var covered = 0
    /// All rows by their ids, once there are too many runs.
    private var sorted: [UInt32]?

    /// Takes in the rows that `rows` has and this look-up has not seen yet.
    mutating func cover(_ rows: MappedRows) {
        guard covered < rows.count else { return }
        if sorted == nil { appendRuns(rows) }
        covered = rows.count
        if sorted != nil || runs.count > Self.mostRuns { sort(rows) }
    }

    /// The row of `id`, removed or not.
    func row(of id: SegmentID, in rows: MappedRows) -> Int? {
        if let sorted {
            let place = Self.firstPlace(in: 0..<sorted.count) { rows.id(Int(sorted[$0])) >= id }
            return place < sorted.count && rows.id(Int(sorted[place])) == id ? Int(sorted[place]) : nil
        }
        for run in runs where run.first <= id && id <= run.last {
            let row = Self.firstPlace(in: run.rows) { rows.id($0) >= id }
            if row < run.rows.upperBound && rows.id(row) == id { return row }
        }
        return nil
    }

    private mutating func appendRuns(_ rows: MappedRows) {
        rows.forEachIDs(in: covered..<rows.count) { first, ids in
            for (offset, id) in ids.enumerated() {
                let row = first + offset
                if let last = runs.last, last.last < id {
                    runs[runs.count - 1].last = id
                    runs[runs.count - 1].rows = last.rows.lowerBound..<row + 1
                } else if runs.count <= Self.mostRuns {
                    runs.append(Run(rows: row..<row + 1, first: id, last: id))
                } else {
                    return
                }
            }
        }
    }

    private mutating func sort(_ rows: MappedRows) {
        runs = []
        let ids = (0..<rows.count).map { rows.id($0) }
        sorted = (0..<UInt32(rows.count)).sorted { ids[Int($0)] < ids[Int($1)] }
    }

    /// The first place of `range` for which `isReached` holds, or its end; once it holds it goes on holding.
    private static func firstPlace(in range: Range<Int>, where isReached: (Int) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if isReached(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
