import NearestCore

@testable import VectorIndex

/// Vectors of small whole numbers: their inner products are exact in f32 in whatever order they are summed, so
/// that answers can be compared to the last bit, and ties are plenty.
struct ExactVectors {
    let dimensions: Int
    private var generator: SplitMix64

    init(dimensions: Int, seed: UInt64) {
        self.dimensions = dimensions
        generator = SplitMix64(seed: seed)
    }

    mutating func vector() -> [Float] {
        (0..<dimensions).map { _ in Float(Int.random(in: -8...8, using: &generator)) }
    }

    mutating func batch(_ count: Int) -> VectorBatch {
        VectorBatch(dimensions: dimensions, values: (0..<count).flatMap { _ in vector() })
    }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    mutating func chance(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &generator) < share
    }

    mutating func shuffled<T>(_ values: [T]) -> [T] {
        values.shuffled(using: &generator)
    }
}

/// Brute force: the oracle of every search.
func naiveSearch(
    _ query: [Float], k: Int, ids: [SegmentID], vectors: VectorBatch, where isAllowed: (SegmentID) -> Bool
) -> [ScoredSegment] {
    var all: [ScoredSegment] = []
    for (row, id) in ids.enumerated() where isAllowed(id) {
        var score: Float = 0
        let start = row * vectors.dimensions
        for index in 0..<vectors.dimensions { score += query[index] * vectors.values[start + index] }
        all.append(ScoredSegment(segment: id, score: score))
    }
    all.sort { $0.score != $1.score ? $0.score > $1.score : $0.segment < $1.segment }
    return Array(all.prefix(max(0, k)))
}
