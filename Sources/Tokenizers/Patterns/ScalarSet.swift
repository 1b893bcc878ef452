/// A set of Unicode scalars, as ranges that ascend and do not touch.
struct ScalarSet: Hashable, Sendable {
    let ranges: [ClosedRange<UInt32>]

    static let last: UInt32 = 0x10FFFF

    /// - Parameter ranges: in any order, overlapping or not.
    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let previous = merged.last, range.lowerBound <= previous.upperBound + 1 {
                merged[merged.count - 1] = previous.lowerBound...max(previous.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    init(_ scalar: UInt32) {
        ranges = [scalar...scalar]
    }

    static let all = ScalarSet([0...last])
    static let newline = ScalarSet(0x0A)
    /// `\d`
    static let digit = category("Nd") ?? ScalarSet([])
    /// `\w`
    static let word = ["L", "M", "Nd", "Pc"].compactMap(category).reduce(
        ScalarSet(zip(UnicodeTables.otherWordStarts, UnicodeTables.otherWordEnds).map { $0...$1 })
    ) { $0.union($1) }
    /// `\w` between brackets. There Oniguruma asks a table of the first 256 scalars, to which the superscript digits
    /// and the fractions ² ³ ¹ ¼ ½ ¾ are no part of words, while alone they are.
    static let wordInClass = ScalarSet(
        word.complement.ranges + [0xB2...0xB3, 0xB9...0xB9, 0xBC...0xBE]
    ).complement
    /// `\s`
    static let space = (category("Z") ?? ScalarSet([])).union(ScalarSet([0x09...0x0D, 0x85...0x85]))

    /// The scalars of a general category such as `Lu`, or of a group of them such as `L`; nil for an unknown name.
    static func category(_ name: String) -> ScalarSet? {
        let numbers = UnicodeTables.categoryNames.indices.filter {
            UnicodeTables.categoryNames[$0] == name
                || (name.utf8.count == 1 && UnicodeTables.categoryNames[$0].hasPrefix(name))
        }
        if numbers.isEmpty { return nil }
        let runs = UnicodeTables.categoryRuns
        return ScalarSet(
            runs.indices.compactMap { index in
                guard numbers.contains(Int(runs[index] & 0xFF)) else { return nil }
                let end = index + 1 < runs.count ? (runs[index + 1] >> 8) - 1 : last
                return (runs[index] >> 8)...end
            })
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    var complement: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if next < range.lowerBound { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.last { gaps.append(next...Self.last) }
        return ScalarSet(gaps)
    }
}
