import NearestCore

/// In which order a query looks into lists.
struct ProbeOrder {
    /// Centres that are sifted at once.
    private static let piece = 512
    /// Looking at the codes of centres first pays while at most one in so many is wanted.
    private static let leastShare = 8

    let inverted: InvertedFile
    let kernels: VectorKernels
    /// The query.
    let rotated: [Float]
    /// What rows are compared by.
    let metric: Metric
    let ranking: ListRanking

    /// A list that the query looks into.
    struct Probe {
        var list: Int
        /// The score of the query against the centre, or a trifle more: sums of floats in another order differ, and
        /// a bound must not lie below its score for that.
        var base: Float
        /// The query's distance from the centre, or a trifle more likewise.
        var distance: Float
    }

    /// The lists that come first.
    ///
    /// The centres have codes as rows have, so that most of them need not be looked at; see `CodedScan`.
    ///
    /// - Parameter keys: room for one a list, and for filling up the last eight.
    func nearest(_ count: Int, keys: BoundBuffer) -> [Probe] {
        var best = TopScores(limit: count)
        if count * Self.leastShare > inverted.layout.lists {
            computeKeys(into: keys)
            for list in 0..<inverted.layout.lists where keys.start[list] >= best.threshold {
                best.offer(keys.start[list], Int64(list))
            }
        } else {
            computeBounds(into: keys)
            var highest = TopScores(limit: count + count / 4 + 16)
            sift(keys, { highest.threshold }, { highest.offer(keys.start[$0], Int64($0)) })
            let first = highest.sorted().map { UInt32($0.segment) }
            offer(first, to: &best)
            for list in first { keys.start[Int(list)] = -.infinity }
            var rest: [UInt32] = []
            let threshold = best.threshold
            sift(keys, { threshold }, { rest.append(UInt32($0)) })
            offer(rest, to: &best)
        }
        let length = rotated.withUnsafeBufferPointer { kernels.squaredLength($0) }.squareRoot()
        return best.sorted().map { found in
            let list = Int(found.segment)
            let half = inverted.halfSquares[list]
            let trifle = 4e-6 * length * (2 * half).squareRoot()
            let product = found.score + handicap(list)
            let square = length * length - 2 * (product - half)
            return Probe(
                list: list,
                // −‖q − c‖² is twice the key less ‖q‖².
                base: metric == .l2 ? 2 * (product - half + trifle) - length * length : product + trifle,
                distance: max(0, square + 4 * trifle).squareRoot())
        }
    }

    /// What the product is less by in a list's key.
    @inline(__always)
    private func handicap(_ list: Int) -> Float { ranking == .product ? 0 : inverted.halfSquares[list] }

    /// The key of every list: the higher, the sooner it is looked into. It is the product with its centre, less half of
    /// the centre's square where the nearest centre is wanted.
    func computeKeys(into keys: BoundBuffer) {
        let lists = inverted.layout.lists
        kernels.products(
            rotated, dimensions: rotated.count, rows: inverted.centre(0), chosen: nil, count: lists,
            into: keys.start)
        subtractHandicaps(from: keys)
    }

    private func subtractHandicaps(from keys: BoundBuffer) {
        guard ranking != .product else { return }
        let (start, halves) = (keys.start, inverted.halfSquares)
        for list in 0..<inverted.layout.lists { start[list] -= halves[list] }
    }

    /// What the key of each list will hardly exceed.
    private func computeBounds(into keys: BoundBuffer) {
        CodedQuery(
            rotated: rotated, centre: inverted.mean,
            base: kernels.score(rotated, inverted.mean, metric: .innerProduct)
        ).bounds(
            kernels, codes: inverted.centreCodes, factors: inverted.centreFactors,
            groups: inverted.layout.centreGroups, into: keys.start)
        subtractHandicaps(from: keys)
    }

    /// Calls `body` with every list whose key reaches the threshold at that moment.
    private func sift(_ keys: BoundBuffer, _ threshold: () -> Float, _ body: (Int) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.piece) { positions in
            guard let positions = positions.baseAddress else { return }
            for first in stride(from: 0, to: inverted.layout.lists, by: Self.piece) {
                let hits = kernels.positions(
                    atLeast: threshold(), in: keys.start + first,
                    count: min(Self.piece, inverted.layout.lists - first), into: positions)
                for hit in 0..<hits { body(first + Int(positions[hit])) }
            }
        }
    }

    private func offer(_ lists: [UInt32], to best: inout TopScores) {
        let products = [Float](unsafeUninitializedCapacity: lists.count) { buffer, filled in
            filled = lists.count
            guard let start = buffer.baseAddress, !lists.isEmpty else { return }
            kernels.products(
                rotated, dimensions: rotated.count, rows: inverted.centre(0), chosen: lists, count: lists.count,
                into: start)
        }
        for (list, product) in zip(lists, products) {
            best.offer(product - handicap(Int(list)), Int64(list))
        }
    }
}
