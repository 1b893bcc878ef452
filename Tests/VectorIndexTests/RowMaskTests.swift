import NearestCore
import Testing

@testable import VectorIndex

@Suite("Sets of rows")
struct RowMaskTests {
    @Test("behaves as a set of numbers")
    func behavesAsSet() {
        var generator = SplitMix64(seed: 7)
        for rows in [0, 1, 63, 64, 65, 127, 128, 200, 1000] {
            var mask = RowMask(rows: rows, all: rows % 2 == 0)
            var oracle = Set(rows % 2 == 0 ? Array(0..<rows) : [])
            for _ in 0..<rows {
                let row = Int.random(in: 0..<rows, using: &generator)
                if Bool.random(using: &generator) {
                    mask.insert(row)
                    oracle.insert(row)
                } else {
                    mask.remove(row)
                    oracle.remove(row)
                }
            }
            check(mask, oracle, rows: rows)
            for more in [0, 1, 64, 77] {
                var longer = mask
                longer.extend(to: rows + more)
                check(longer, oracle.union(rows..<rows + more), rows: rows + more)
                var other = RowMask(rows: rows + more, all: true)
                for row in 0..<rows + more where row % 3 == 0 { other.remove(row) }
                longer.formIntersection(other)
                check(longer, oracle.union(rows..<rows + more).filter { $0 % 3 != 0 }, rows: rows + more)
            }
        }
    }

    private func check(_ mask: RowMask, _ oracle: Set<Int>, rows: Int) {
        let sorted = oracle.sorted()
        #expect(mask.count == oracle.count)
        #expect((0..<rows).filter { mask.contains($0) } == sorted)
        #expect(mask.rows(at: Array(sorted.indices)) == sorted)
        for range in [0..<rows, rows / 3..<rows, rows / 3..<rows / 2, rows / 2..<rows / 2] {
            #expect(mask.count(in: range) == sorted.filter { range.contains($0) }.count)
            var found = [UInt32](repeating: 0, count: rows + 1)
            let hits = mask.positions(in: range, from: range.lowerBound, into: &found)
            #expect(found[..<hits].map { Int($0) + range.lowerBound } == sorted.filter { range.contains($0) })
        }
    }
}
