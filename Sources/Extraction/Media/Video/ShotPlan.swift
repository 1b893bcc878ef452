/// The shots that a film is cut into.
struct ShotPlan {
    /// In seconds. Of cuts nearer to each other the strongest counts, and none so near the film's ends.
    static let shortest = 1.0
    /// In seconds. Longer shots are parted evenly.
    static let longest = 30.0

    /// In seconds, one after the other without gaps.
    let shots: [Range<Double>]
    /// When each shot's picture is a new one: the beginnings of shots that are no parts of longer ones.
    let beginnings: [Double]

    /// - Parameters:
    ///   - cuts: moments in ascending order, with how strong each is.
    ///   - limit: the most shots; where there are more, the weakest cuts go.
    init(cuts: [(moment: Double, difference: Float)], start: Double, end: Double, limit: Int) {
        let inside = cuts.filter { $0.moment - start >= Self.shortest && end - $0.moment >= Self.shortest }
        let kept = Self.strongest(of: inside, limit: limit - 1)
        beginnings = [start] + kept
        let bounds = beginnings + [max(start, end)]
        shots = zip(bounds, bounds.dropFirst()).flatMap { begin, end in Self.parts(of: begin, end) }
    }

    /// The strongest cuts that lie far enough from each other, in ascending order.
    private static func strongest(of cuts: [(moment: Double, difference: Float)], limit: Int) -> [Double] {
        // By the second that each lies in: only its own and its neighbours can be too near.
        var kept: [Int: Double] = [:]
        for cut in cuts.sorted(by: { ($1.difference, $0.moment) < ($0.difference, $1.moment) }) {
            if kept.count >= limit { break }
            let slot = Int(min(cut.moment / shortest, 1e9))
            let near = (slot - 1...slot + 1).compactMap { kept[$0] }
            if near.allSatisfy({ abs($0 - cut.moment) >= shortest }) { kept[slot] = cut.moment }
        }
        return kept.values.sorted()
    }

    private static func parts(of start: Double, _ end: Double) -> [Range<Double>] {
        let length = end - start
        guard length > longest, length.isFinite else { return [start..<max(start, end)] }
        let count = Int((length / longest).rounded(.up))
        return (0..<count).map { index in
            let begin = start + length * Double(index) / Double(count)
            return begin..<(index == count - 1 ? end : start + length * Double(index + 1) / Double(count))
        }
    }
}
