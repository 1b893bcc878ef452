/// Tokens as a tree of scalars, to find all that begin at a place in one walk.
struct TokenTrie: Sendable {
    /// (node, scalar) → child.
    private var children: PairTable
    /// The id of the token that ends at each node; -1 for none.
    private var ids: [Int32] = [-1]

    /// - Parameter tokens: of two equal ones the later counts; empty ones are left out.
    init(_ tokens: [(token: [UInt32], id: Int32)]) {
        children = PairTable(minimumCapacity: tokens.count * 3)
        for (token, id) in tokens where !token.isEmpty {
            var node: Int32 = 0
            for scalar in token {
                if let child = children[node, Int32(bitPattern: scalar)] {
                    node = child
                } else {
                    let child = Int32(truncatingIfNeeded: ids.count)
                    children[node, Int32(bitPattern: scalar)] = child
                    ids.append(-1)
                    node = child
                }
            }
            ids[Int(node)] = id
        }
    }

    /// Calls `body` with every token that `scalars` begins with, the shortest first.
    @inline(__always)
    func forEachPrefix(
        of scalars: UnsafeBufferPointer<UInt32>, from start: Int, to end: Int,
        _ body: (_ id: Int32, _ end: Int) -> Void
    ) {
        var node: Int32 = 0
        var position = start
        while position < end, let child = children[node, Int32(bitPattern: scalars[position])] {
            node = child
            position += 1
            let id = ids[Int(node)]
            if id >= 0 { body(id, position) }
        }
    }
}
