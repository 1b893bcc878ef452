import NearestCore

/// The centres of inverted lists, in groups of near ones, so that the nearest to a row is found among the few groups
/// that are near to it.
struct Centroids: Sendable {
    let dimensions: Int
    /// `count` × `dimensions`, row-major, group after group.
    private(set) var values: [Float]
    /// Half of each one's squared length: with it the product of row and centre says which centre is nearest.
    private(set) var halfSquares: [Float]
    /// Which of them each group has: together all, in order.
    let groups: [Range<Int>]
    /// The mean of each group, `groups.count` × `dimensions`.
    private(set) var groupValues: [Float] = []
    private(set) var groupHalfSquares: [Float] = []

    var count: Int { halfSquares.count }

    /// - Precondition: `groups` are not empty and cover all centres in order.
    init(dimensions: Int, values: [Float], groups: [Range<Int>]) {
        self.dimensions = dimensions
        self.values = values
        self.groups = groups
        halfSquares = Self.halfSquares(of: values, dimensions: dimensions)
        update(weights: [Int](repeating: 1, count: halfSquares.count))
    }

    func vector(_ index: Int) -> ArraySlice<Float> {
        values[index * dimensions..<(index + 1) * dimensions]
    }

    /// The mean of all.
    var mean: [Float] {
        var sums = [Double](repeating: 0, count: dimensions)
        for first in stride(from: 0, to: values.count, by: dimensions) {
            for index in 0..<dimensions { sums[index] += Double(values[first + index]) }
        }
        return sums.map { Float($0 / Double(count)) }
    }

    /// Codes of all, as rows have them for the inner product.
    func encoded(around mean: [Float], rotation: CodeRotation) -> CodeBlock {
        var block = CodeBlock(rows: count, words: rotation.words)
        let scratch = FloatBuffer(capacity: rotation.width)
        for index in 0..<count {
            values.withUnsafeBufferPointer { values in
                guard let start = values.baseAddress else { return }
                block.set(
                    index, to: start + index * dimensions, metric: .innerProduct, centre: mean, rotation: rotation,
                    scratch: scratch.start)
            }
        }
        return block
    }

    /// Takes other centres for the same groups.
    ///
    /// - Parameter weights: how many rows each centre has; a group's mean is theirs.
    mutating func move(to values: [Float], weights: [Int]) {
        self.values = values
        halfSquares = Self.halfSquares(of: values, dimensions: dimensions)
        update(weights: weights)
    }

    private mutating func update(weights: [Int]) {
        groupValues = [Float](repeating: 0, count: groups.count * dimensions)
        for (group, members) in groups.enumerated() {
            let total = Float(members.reduce(0) { $0 + weights[$1] })
            for member in members {
                let share = total > 0 ? Float(weights[member]) / total : 1 / Float(members.count)
                for index in 0..<dimensions {
                    groupValues[group * dimensions + index] += share * values[member * dimensions + index]
                }
            }
        }
        groupHalfSquares = Self.halfSquares(of: groupValues, dimensions: dimensions)
    }

    private static func halfSquares(of values: [Float], dimensions: Int) -> [Float] {
        values.withUnsafeBufferPointer { values in
            stride(from: 0, to: values.count, by: dimensions).map { first in
                VectorKernels.fastest.squaredLength(.init(rebasing: values[first..<first + dimensions])) / 2
            }
        }
    }
}
