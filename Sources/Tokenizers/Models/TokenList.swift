/// The tokens of a text as the stages after the model see them: ids, and where in the original they stand.
struct TokenList: Sendable {
    private(set) var ids: [Int32] = []
    /// In Unicode scalars of the original text.
    private(set) var offsets: [Range<Int>] = []

    var count: Int { ids.count }

    @inline(__always)
    mutating func append(_ id: Int32, _ offset: Range<Int>) {
        ids.append(id)
        offsets.append(offset)
    }

    mutating func reserve(_ capacity: Int) {
        ids.reserveCapacity(capacity)
        offsets.reserveCapacity(capacity)
    }

    /// Keeps `length` tokens of the side that is not cut.
    mutating func truncate(to length: Int, from side: Truncation.Side) {
        let excess = ids.count - max(0, length)
        guard excess > 0 else { return }
        switch side {
        case .right:
            ids.removeLast(excess)
            offsets.removeLast(excess)
        case .left:
            ids.removeFirst(excess)
            offsets.removeFirst(excess)
        }
    }
}
