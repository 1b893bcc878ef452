/// In which order a query looks into lists: by the distance of their centres, nearest first.
struct ProbeOrder {
    /// Centres that a thread takes at once.
    private static let piece = 512

    let inverted: InvertedFile
    let kernels: VectorKernels
    /// The query.
    let rotated: [Float]
    var threads: Int?

    /// The lists that come first, with the inner product of query and centre, or a trifle more: sums of floats in
    /// another order differ, and a bound must not lie below its score for that.
    ///
    /// - Parameter products: room for one a list.
    func nearest(_ count: Int, products: BoundBuffer) -> [(number: Int, product: Float)] {
        computeKeys(into: products)
        let keys = products.start
        let halfSquares = inverted.halfSquares
        var best = TopScores(limit: count)
        for list in 0..<inverted.layout.lists where keys[list] >= best.threshold {
            best.offer(keys[list], Int64(list))
        }
        let length = rotated.withUnsafeBufferPointer { kernels.squaredLength($0) }.squareRoot()
        return best.sorted().map { found in
            let list = Int(found.segment)
            let rounding = 4e-6 * length * (2 * halfSquares[list]).squareRoot()
            return (list, keys[list] + halfSquares[list] + rounding)
        }
    }

    /// The key of every list: the higher, the nearer is its centre. It is the product less half of the centre's
    /// square.
    func computeKeys(into products: BoundBuffer) {
        let lists = inverted.layout.lists
        let pieces = (lists + Self.piece - 1) / Self.piece
        let workers = min(threads ?? Processors.count, 1 + pieces / 4)
        Parallel.run(pieces, threads: workers) { next in
            while let piece = next() {
                let first = piece * Self.piece
                let count = min(Self.piece, lists - first)
                let keys = products.start + first
                kernels.scores(
                    rotated, dimensions: rotated.count, rows: inverted.centre(first), stride: rotated.count,
                    chosen: nil, count: count, into: keys)
                let halfSquares = inverted.halfSquares + first
                for index in 0..<count { keys[index] -= halfSquares[index] }
            }
        }
    }
}
