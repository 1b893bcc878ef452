/// A word while its parts are merged: a doubly linked list of tokens, and the merges that wait, first rank first,
/// of one rank the leftmost first. One is used for word after word, so that its memory is.
struct MergedWord {
    private struct Part {
        var id: Int32
        /// Of the word, in UTF-8; 0 once it is merged into the part before.
        var byteCount: Int32
        var previous: Int32
        var next: Int32
    }

    private var parts: [Part] = []
    /// rank << 32 | index of the left part.
    private var waiting = MinimumHeap()

    mutating func removeAll() {
        parts.removeAll(keepingCapacity: true)
    }

    mutating func append(_ id: Int32, byteCount: Int) {
        let index = Int32(truncatingIfNeeded: parts.count)
        if index > 0 { parts[Int(index) - 1].next = index }
        parts.append(Part(id: id, byteCount: Int32(truncatingIfNeeded: byteCount), previous: index - 1, next: -1))
    }

    mutating func merge(_ merges: MergeTable) {
        for index in parts.indices.dropLast() { consider(index, merges) }
        while let first = waiting.popMinimum() {
            let index = Int(first & 0xFFFF_FFFF)
            let left = parts[index]
            guard left.byteCount > 0, left.next >= 0 else { continue }
            let right = parts[Int(left.next)]
            // One of the two may have been merged with another neighbour since.
            guard let rank = merges.rank(left.id, right.id), UInt64(rank) == first >> 32 else { continue }
            parts[index].id = merges.result(ofRank: rank)
            parts[index].byteCount += right.byteCount
            parts[index].next = right.next
            parts[Int(left.next)].byteCount = 0
            if right.next >= 0 {
                parts[Int(right.next)].previous = Int32(truncatingIfNeeded: index)
                consider(index, merges)
            }
            if left.previous >= 0 { consider(Int(left.previous), merges) }
        }
    }

    /// Lets the merge of the part at `index` with the next, if there is one, wait.
    @inline(__always)
    private mutating func consider(_ index: Int, _ merges: MergeTable) {
        let right = parts[Int(parts[index].next)]
        guard let rank = merges.rank(parts[index].id, right.id) else { return }
        waiting.insert(UInt64(rank) << 32 | UInt64(index))
    }

    /// Calls `body` with each token and how many bytes of the word it takes up.
    func forEach(_ body: (_ id: Int32, _ byteCount: Int) -> Void) {
        var index = parts.isEmpty ? -1 : 0
        while index >= 0 {
            body(parts[index].id, Int(parts[index].byteCount))
            index = Int(parts[index].next)
        }
    }
}
