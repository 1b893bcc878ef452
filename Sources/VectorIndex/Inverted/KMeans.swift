import NearestCore

/// Lloyd's algorithm on some rows of a folder, which stay on disk and are read in blocks.
///
/// The result depends on rows, start and seed alone and not on the number of threads: whatever is summed is summed in
/// the rows' order.
struct KMeans: Sendable {
    let rows: MappedRows
    /// The rows that count, ascending.
    let sample: [UInt32]
    let threads: Int
    let cancellation: Cancellation

    /// A list with fewer rows than this share of the mean is given up for a half of a large one.
    private static let smallShare = 8
    /// A list with more rows than this many means is split where a small one can be given up.
    private static let largeMeans = 3

    /// The centre of each of the rows.
    ///
    /// - Throws: `CancellationError`.
    func nearest(_ centroids: Centroids) throws -> [UInt32] {
        let size = NearestCentroids.blockRows
        let blocks = (sample.count + size - 1) / size
        let found = [UInt32](unsafeUninitializedCapacity: sample.count) { buffer, filled in
            let lists = SharedMemory(buffer.baseAddress)
            Parallel.run(blocks, threads: threads) { next in
                let search = NearestCentroids(centroids)
                while let block = next() {
                    if cancellation.isCancelled { return }
                    let places = block * size..<min((block + 1) * size, sample.count)
                    rows.copy(sample[places], into: search.rows.start)
                    search.find(places.count)
                    for place in places { lists.start?[place] = search.lists[place - places.lowerBound] }
                }
            }
            filled = sample.count
        }
        try cancellation.check()
        return found
    }

    /// Moves every centre to the mean of its rows, so many times.
    func refine(
        _ centroids: inout Centroids, times: Int, generator: inout SplitMix64
    ) throws {
        for time in 0..<times {
            let members = ListMembers(of: sample, lists: try nearest(centroids), count: centroids.count)
            var values = try means(of: members, otherwise: centroids)
            // The last means stand: what was split would have had no turn to settle.
            if time + 1 < times { rebalance(&values, members, centroids.groups, &generator) }
            centroids.move(to: values, weights: members.counts)
        }
    }

    /// The mean of each list's rows; where a list has none, the centre that it had.
    func means(of members: ListMembers, otherwise centroids: Centroids) throws -> [Float] {
        let dimensions = rows.layout.dimensions
        var means = centroids.values
        means.withUnsafeMutableBufferPointer { buffer in
            let means = SharedMemory(buffer.baseAddress)
            Parallel.run(members.count, threads: threads) { next in
                let vector = FloatBuffer(capacity: dimensions)
                while let list = next() {
                    let chosen = members[list]
                    if chosen.isEmpty || cancellation.isCancelled { continue }
                    guard let mean = means.start.map({ $0 + list * dimensions }) else { return }
                    mean.update(repeating: 0, count: dimensions)
                    for row in chosen.indices {
                        rows.copy(chosen[row...row], into: vector.start)
                        for index in 0..<dimensions { mean[index] += vector.start[index] }
                    }
                    let share = 1 / Float(chosen.count)
                    for index in 0..<dimensions { mean[index] *= share }
                }
            }
        }
        try cancellation.check()
        return means
    }

    /// Puts centres that have few rows among the rows of those of their group that have many.
    private func rebalance(
        _ values: inout [Float], _ members: ListMembers, _ groups: [Range<Int>], _ generator: inout SplitMix64
    ) {
        let dimensions = rows.layout.dimensions
        let mean = max(1, sample.count / members.count)
        for group in groups {
            let order = group.sorted { (members[$0].count, $1) < (members[$1].count, $0) }
            var (low, high) = (0, order.count - 1)
            while low < high {
                let (small, large) = (order[low], order[high])
                let isEmpty = members[small].isEmpty && members[large].count > 1
                let isUnlike =
                    members[small].count * Self.smallShare < mean
                    && members[large].count > mean * Self.largeMeans
                guard isEmpty || isUnlike, let row = members[large].randomElement(using: &generator) else { break }
                values.replaceSubrange(
                    small * dimensions..<(small + 1) * dimensions, with: vectors([row]))
                low += 1
                high -= 1
            }
        }
    }

    /// The vectors of `chosen`, row-major.
    func vectors(_ chosen: [UInt32]) -> [Float] {
        let count = chosen.count * rows.layout.dimensions
        return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            if let start = buffer.baseAddress { rows.copy(chosen[...], into: start) }
            filled = count
        }
    }
}
