/// The rows of each list, in the order in which they were given.
struct ListMembers: Sendable {
    /// List after list.
    private let rows: [UInt32]
    /// Where each list begins, and the end.
    private let starts: [Int]

    /// - Parameters:
    ///   - rows: what is put into lists.
    ///   - lists: the list of each.
    ///   - count: how many lists there are.
    init(of rows: [UInt32], lists: [UInt32], count: Int) {
        var starts = [Int](repeating: 0, count: count + 1)
        for list in lists { starts[Int(list) + 1] += 1 }
        for list in 0..<count { starts[list + 1] += starts[list] }
        var next = starts
        var sorted = [UInt32](repeating: 0, count: rows.count)
        for (row, list) in zip(rows, lists) {
            sorted[next[Int(list)]] = row
            next[Int(list)] += 1
        }
        self.rows = sorted
        self.starts = starts
    }

    var count: Int { starts.count - 1 }

    var counts: [Int] { (0..<count).map { self[$0].count } }

    subscript(list: Int) -> ArraySlice<UInt32> { rows[starts[list]..<starts[list + 1]] }
}
