import NearestCore

/// Pairs of different contents: all of them where there are few, else a seeded random sample.
///
/// In a corpus of one long book nearly every pair is of the same content, and the few others would say nothing about
/// it; there, pairs of different passages are the random ones.
struct RandomPairs {
    private(set) var pairs: [(Int, Int)] = []

    /// Where pairs of the same content are more than this share of all, they count.
    private static let mostOfOneContent = 0.5

    /// Pairs of one side's rows.
    ///
    /// - Parameters:
    ///   - contents: what each row is a piece of.
    ///   - limit: how many pairs at most.
    init(of contents: [Int64], limit: Int, seed: UInt64 = BackgroundDistribution.seed) {
        let count = contents.count
        let sizes = contents.reduce(into: [:]) { $0[$1, default: 0] += 1 }.values
        let related = sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        let all = count * (count - 1) / 2
        let takesAll = Double(related) > Self.mostOfOneContent * Double(all)
        func isRandom(_ left: Int, _ right: Int) -> Bool {
            left != right && (takesAll || contents[left] != contents[right])
        }
        if all <= limit {
            for left in 0..<count {
                for right in 0..<left where isRandom(left, right) { pairs.append((left, right)) }
            }
        } else {
            draw(limit, count, count, seed, isRandom)
        }
    }

    /// Pairs of a row of the left side and one of the right.
    init(of left: [Int64], and right: [Int64], limit: Int, seed: UInt64 = BackgroundDistribution.seed) {
        let leftSizes = left.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let related = right.reduce(0) { $0 + (leftSizes[$1] ?? 0) }
        let all = left.count * right.count
        let takesAll = Double(related) > Self.mostOfOneContent * Double(all)
        func isRandom(_ one: Int, _ other: Int) -> Bool { takesAll || left[one] != right[other] }
        if all <= limit {
            for one in left.indices {
                for other in right.indices where isRandom(one, other) { pairs.append((one, other)) }
            }
        } else {
            draw(limit, left.count, right.count, seed, isRandom)
        }
    }

    /// At least half of all pairs are random ones, so this ends.
    private mutating func draw(
        _ limit: Int, _ left: Int, _ right: Int, _ seed: UInt64, _ isRandom: (Int, Int) -> Bool
    ) {
        var generator = SplitMix64(seed: seed)
        pairs.reserveCapacity(limit)
        while pairs.count < limit {
            let pair = (Int.random(in: 0..<left, using: &generator), Int.random(in: 0..<right, using: &generator))
            if isRandom(pair.0, pair.1) { pairs.append(pair) }
        }
    }
}
