import Glibc

/// How strong the edges of each direction are, in each cell of a square picture, made alike in contrast block by
/// block: as scikit-image's `hog` has it.
struct OrientedGradients: Sendable {
    /// Pixels of a side.
    let side: Int
    /// Pixels of a cell's side.
    let cell: Int
    /// Cells of a block's side.
    let block: Int
    /// Of 180 degrees.
    let directions: Int

    private var cells: Int { side / cell }
    private var blocks: Int { cells - block + 1 }

    var dimensions: Int { blocks * blocks * block * block * directions }

    /// - Parameter grey: `side` × `side`, row-major.
    /// - Returns: for each block, line by line, its cells line by line, and for each of these its directions.
    /// - Precondition: `grey` has that many values.
    func histograms(of grey: [Double]) -> [Float] {
        precondition(grey.count == side * side, "a picture of the square's size")
        let histograms = cellHistograms(grey)
        var values: [Float] = []
        values.reserveCapacity(dimensions)
        for row in 0..<blocks {
            for column in 0..<blocks {
                var part: [Double] = []
                for line in row..<row + block {
                    let start = (line * cells + column) * directions
                    part += histograms[start..<start + block * directions]
                }
                values += normalised(part).map { Float($0) }
            }
        }
        return values
    }

    /// Each pixel gives its gradient's length to the one direction that it lies in; pixels at the border have no
    /// gradient across it.
    private func cellHistograms(_ grey: [Double]) -> [Double] {
        var histograms = [Double](repeating: 0, count: cells * cells * directions)
        for y in 0..<cells * cell {
            for x in 0..<cells * cell {
                let place = y * side + x
                let down = y > 0 && y < side - 1 ? grey[place + side] - grey[place - side] : 0
                let across = x > 0 && x < side - 1 ? grey[place + 1] - grey[place - 1] : 0
                if down == 0, across == 0 { continue }
                var degrees = atan2(down, across) * 180 / .pi
                if degrees < 0 { degrees += 180 }
                // 180 degrees are 0.
                let direction = Int(degrees * Double(directions) / 180) % directions
                histograms[(y / cell * cells + x / cell) * directions + direction] += hypot(down, across)
            }
        }
        return histograms.map { $0 / Double(cell * cell) }
    }

    /// To length 1, cut at 0.2 so that no single edge outweighs the rest, and to length 1 again (Lowe's L2-Hys).
    private func normalised(_ part: [Double]) -> [Double] {
        func scaled(_ values: [Double]) -> [Double] {
            let epsilon = 1e-5
            let length = (values.reduce(0) { $0 + $1 * $1 } + epsilon * epsilon).squareRoot()
            return values.map { $0 / length }
        }
        return scaled(scaled(part).map { min($0, 0.2) })
    }
}
