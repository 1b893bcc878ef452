/// A set of rows, one bit each.
struct RowMask: Sendable, Equatable {
    private(set) var words: [UInt64]
    /// How many rows the set is a choice of.
    private(set) var rows: Int
    /// How many of them are in the set.
    private(set) var count: Int

    init(rows: Int, all: Bool) {
        words = [UInt64](repeating: all ? .max : 0, count: (rows + 63) / 64)
        self.rows = rows
        count = all ? rows : 0
        trim()
    }

    func contains(_ row: Int) -> Bool {
        words[row >> 6] >> UInt64(row & 63) & 1 == 1
    }

    mutating func insert(_ row: Int) {
        let bit: UInt64 = 1 << UInt64(row & 63)
        if words[row >> 6] & bit == 0 { count += 1 }
        words[row >> 6] |= bit
    }

    mutating func remove(_ row: Int) {
        let bit: UInt64 = 1 << UInt64(row & 63)
        if words[row >> 6] & bit != 0 { count -= 1 }
        words[row >> 6] &= ~bit
    }

    /// Keeps only what `other`, a choice of the same rows, has too.
    mutating func formIntersection(_ other: RowMask) {
        count = 0
        for index in words.indices {
            words[index] &= other.words[index]
            count += words[index].nonzeroBitCount
        }
    }

    /// Makes it a choice of `total` rows; those that are new are in the set.
    mutating func extend(to total: Int) {
        guard total > rows else { return }
        let old = rows
        if old & 63 != 0 { words[old >> 6] |= UInt64.max << UInt64(old & 63) }
        words += [UInt64](repeating: .max, count: (total + 63) / 64 - words.count)
        rows = total
        count += total - old
        trim()
    }

    /// How many rows of `range` are in the set.
    func count(in range: Range<Int>) -> Int {
        var found = 0
        forEachWord(of: range) { _, word in found += word.nonzeroBitCount }
        return found
    }

    /// Writes the set's rows in `range`, less `base`, in order, and returns how many.
    func positions(in range: Range<Int>, from base: Int, into positions: UnsafeMutablePointer<UInt32>) -> Int {
        var found = 0
        forEachWord(of: range) { first, bits in
            var word = bits
            while word != 0 {
                positions[found] = UInt32(truncatingIfNeeded: first + word.trailingZeroBitCount - base)
                found += 1
                word &= word - 1
            }
        }
        return found
    }

    /// Calls `body` with the row of each word's lowest bit, and its bits inside `range`.
    @inline(__always)
    private func forEachWord(of range: Range<Int>, _ body: (Int, UInt64) -> Void) {
        guard !range.isEmpty else { return }
        words.withUnsafeBufferPointer { words in
            for index in range.lowerBound >> 6...(range.upperBound - 1) >> 6 {
                var word = words[index]
                let first = index << 6
                if first < range.lowerBound { word &= UInt64.max << UInt64(range.lowerBound - first) }
                if first + 64 > range.upperBound { word &= UInt64.max >> UInt64(first + 64 - range.upperBound) }
                body(first, word)
            }
        }
    }

    /// The rows that stand at the given places, ascending, of the set's own order.
    func rows(at places: [Int]) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(places.count)
        var index = 0
        var before = 0
        for place in places {
            while before + words[index].nonzeroBitCount <= place {
                before += words[index].nonzeroBitCount
                index += 1
            }
            var word = words[index]
            for _ in before..<place { word &= word - 1 }
            result.append(index << 6 + word.trailingZeroBitCount)
        }
        return result
    }

    /// Clears the bits of the last word that stand for no row.
    private mutating func trim() {
        if rows & 63 != 0 { words[words.count - 1] &= UInt64.max >> UInt64(64 - rows & 63) }
    }
}
