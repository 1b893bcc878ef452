import NearestCore

/// The vector of a formula.
enum WeightedSum {
    /// A sum this short beside the weights that made it is what rounding left.
    private static let nearlyNothing = 1e-4

    /// - Parameters:
    ///   - vectors: of the terms, each of as many values as the space has dimensions.
    ///   - weights: as many.
    /// - Returns: where angles count, the sum of the terms at length 1, itself at length 1: a loud term weighs no more
    ///   than its weight says. Where distances count, the mean of the terms by their weights, which lies among them.
    /// - Throws: `NearestError(.invalidArgument)` when nothing is left.
    static func vector(_ vectors: [[Float]], weights: [Double], in space: Space) throws -> [Float] {
        let weights = atMostOne(weights)
        var sum = [Double](repeating: 0, count: space.dimensions)
        for (vector, weight) in zip(vectors, weights) {
            let length = space.metric == .l2 ? 1 : Self.length(of: vector)
            guard length > 0 else { continue }
            for index in sum.indices { sum[index] += weight * Double(vector[index]) / length }
        }
        if space.metric == .l2 {
            let total = weights.reduce(0, +)
            guard !isNothing(total, beside: weights) else { throw weightless(in: space) }
            return sum.map { Float($0 / total) }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard !isNothing(length, beside: weights) else { throw nothingLeft(in: space) }
        return sum.map { Float($0 / length) }
    }

    /// The mean of rows; at length 1 where the model gives its vectors that.
    ///
    /// - Precondition: there is a row.
    static func mean(of rows: VectorBatch, in space: Space) throws -> [Float] {
        if rows.count == 1 { return Array(rows[0]) }
        var sum = [Double](repeating: 0, count: rows.dimensions)
        for row in 0..<rows.count {
            for (index, value) in rows[row].enumerated() { sum[index] += Double(value) }
        }
        guard space.settings["normalised"] == "true" else { return sum.map { Float($0 / Double(rows.count)) } }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > nearlyNothing else { throw nothingLeft(in: space) }
        return sum.map { Float($0 / length) }
    }

    /// Whether the weights of a formula cancel each other, so that they have no mean.
    static func cancels(_ weights: [Double]) -> Bool {
        let weights = atMostOne(weights)
        return isNothing(weights.reduce(0, +), beside: weights)
    }

    /// The same weights beside each other, none beyond 1: huge ones have no finite squares.
    private static func atMostOne(_ weights: [Double]) -> [Double] {
        let greatest = weights.reduce(0) { max($0, abs($1)) }
        return greatest > 0 ? weights.map { $0 / greatest } : weights
    }

    private static func isNothing(_ value: Double, beside weights: [Double]) -> Bool {
        !(abs(value) > nearlyNothing * weights.reduce(0) { $0 + abs($1) })
    }

    private static func length(of vector: [Float]) -> Double {
        vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }

    private static func nothingLeft(in space: Space) -> NearestError {
        NearestError(
            .invalidArgument, space.model, "the terms cancel each other, so the formula points nowhere",
            remedy: "Change a weight or a term: of = dog - dog nothing is left.")
    }

    static func weightless(in space: Space) -> NearestError {
        NearestError(
            .invalidArgument, space.model,
            "the weights of the formula cancel each other, and what compares by distance needs a mean",
            remedy: "Give the terms weights whose sum is not 0.")
    }
}
