internal import CVectorKernels

/// Finds the centre that each of some rows is nearest to, by Euclidean distance.
///
/// Rows are compared with the means of all groups, then with the members of the nearest few. Both are matrix
/// products: the rows that want the same group are put together first. Against comparing all rows with all centres
/// this needs an eighth of the steps at 4,096 centres and finds another, hardly farther centre for a row in some
/// hundred.
///
/// For one thread: it owns the memory that it works in.
final class NearestCentroids {
    /// Rows a block at most.
    static let blockRows = 2048
    /// Groups whose members a row is compared with.
    private static let groupsLookedInto = 8

    private let centroids: Centroids
    private let looked: Int
    /// The block's rows: the caller puts them here.
    let rows: FloatBuffer
    private let gathered: FloatBuffer
    private let products: FloatBuffer
    /// For each row its groups, nearest first.
    private var wanted: [UInt32]
    /// For each row the product with its nearest centre so far, less half of that one's square.
    private var best: [Float]
    private(set) var lists: [UInt32]

    init(_ centroids: Centroids) {
        self.centroids = centroids
        looked = min(Self.groupsLookedInto, centroids.groups.count)
        rows = FloatBuffer(capacity: Self.blockRows * centroids.dimensions)
        gathered = FloatBuffer(capacity: Self.blockRows * centroids.dimensions)
        let widest = centroids.groups.reduce(centroids.groups.count) { max($0, $1.count) }
        products = FloatBuffer(capacity: Self.blockRows * widest)
        wanted = [UInt32](repeating: 0, count: Self.blockRows * looked)
        best = [Float](repeating: 0, count: Self.blockRows)
        lists = [UInt32](repeating: 0, count: Self.blockRows)
    }

    /// Fills `lists` for the first `count` of `rows`.
    func find(_ count: Int) {
        for row in 0..<count { best[row] = -.infinity }
        if centroids.groups.count == 1 {
            compare(rows.start, rows: nil, count: count, group: 0)
            return
        }
        chooseGroups(count)
        for (group, members) in bucketed(count).enumerated() where !members.isEmpty {
            let dimensions = centroids.dimensions
            for (place, row) in members.enumerated() {
                (gathered.start + place * dimensions).update(
                    from: rows.start + Int(row) * dimensions, count: dimensions)
            }
            compare(gathered.start, rows: members, count: members.count, group: group)
        }
    }

    /// Puts the nearest groups of each row into `wanted`.
    private func chooseGroups(_ count: Int) {
        let groups = centroids.groups.count
        MatrixProducts.compute(
            rows.start, rows: count, centroids.groupValues, columns: groups, dimensions: centroids.dimensions,
            into: products.start)
        wanted.withUnsafeMutableBufferPointer { wanted in
            guard let wanted = wanted.baseAddress else { return }
            for row in 0..<count {
                cvk_highest(
                    products.start + row * groups, centroids.groupHalfSquares, groups, looked, wanted + row * looked
                )
            }
        }
    }

    /// For each group the rows that want it.
    private func bucketed(_ count: Int) -> [[UInt32]] {
        var buckets = [[UInt32]](repeating: [], count: centroids.groups.count)
        for place in 0..<count * looked { buckets[Int(wanted[place])].append(UInt32(place / looked)) }
        return buckets
    }

    /// Compares `count` vectors with the members of a group.
    ///
    /// - Parameter members: the row of each; nil when they are all rows in order.
    private func compare(_ vectors: UnsafePointer<Float>, rows members: [UInt32]?, count: Int, group: Int) {
        let range = centroids.groups[group]
        let columns = range.count
        centroids.values.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return }
            MatrixProducts.compute(
                vectors, rows: count, values + range.lowerBound * centroids.dimensions, columns: columns,
                dimensions: centroids.dimensions, into: products.start)
        }
        centroids.halfSquares.withUnsafeBufferPointer { halfSquares in
            guard let halfSquares = halfSquares.baseAddress else { return }
            var nearest: UInt32 = 0
            for place in 0..<count {
                let start = products.start + place * columns
                cvk_highest(start, halfSquares + range.lowerBound, columns, 1, &nearest)
                let row = members.map { Int($0[place]) } ?? place
                let list = range.lowerBound + Int(nearest)
                let value = start[Int(nearest)] - halfSquares[list]
                if value > best[row] {
                    best[row] = value
                    lists[row] = UInt32(list)
                }
            }
        }
    }
}
