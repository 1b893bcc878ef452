/// How alike two rankings are, with the upper ranks counting most (Webber, Moffat and Zobel, "A similarity measure for
/// indefinite rankings", ACM TOIS 28(4), 2010): 0 for rankings that share nothing, 1 for equal ones.
package enum RankBiasedOverlap {
    /// How patient the reader is: at 0.9 the first ten ranks carry 86 per cent of the weight.
    package static let persistence = 0.9

    /// RBO extrapolated beyond the ends of the lists (the paper's equation 32), which may be of different lengths.
    ///
    /// - Parameters: two lists of different keys each, the best first.
    /// - Returns: nil when both are empty.
    package static func extrapolated<Key: Hashable>(
        _ one: [Key], _ other: [Key], persistence p: Double = persistence
    ) -> Double? {
        let (short, long) = one.count <= other.count ? (one, other) : (other, one)
        guard !long.isEmpty else { return nil }
        guard !short.isEmpty else { return 0 }
        let overlaps = overlaps(short, long)
        let (s, l) = (short.count, long.count)
        var (sum, weight) = (0.0, 1.0)
        for depth in 1...l {
            weight *= p
            sum += overlaps[depth - 1] / Double(depth) * weight
            if depth > s { sum += overlaps[s - 1] * Double(depth - s) / Double(s * depth) * weight }
        }
        let tail = (overlaps[l - 1] - overlaps[s - 1]) / Double(l) + overlaps[s - 1] / Double(s)
        return (1 - p) / p * sum + tail * weight
    }

    /// How many keys the first 1, 2, … of both lists share.
    private static func overlaps<Key: Hashable>(_ short: [Key], _ long: [Key]) -> [Double] {
        var (seenShort, seenLong): (Set<Key>, Set<Key>) = ([], [])
        var count = 0
        return long.indices.map { index in
            let key = long[index]
            let twin = index < short.count ? short[index] : nil
            seenLong.insert(key)
            if let twin {
                seenShort.insert(twin)
                if seenLong.contains(twin) { count += 1 }
            }
            // A key at the same place in both was counted above.
            if key != twin, seenShort.contains(key) { count += 1 }
            return Double(count)
        }
    }
}
