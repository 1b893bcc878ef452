import NearestCore

/// Where in a picture which colours are: the mean colour of each cell of a grid of 8 × 8, in CIELAB.
///
/// Distances in CIELAB are about as large as colours look different (CIE 15:2004, 8.2.1), so the distance of two
/// vectors is that of the pictures seen blurred. A cell's mean weighs each pixel by the part of it that lies in the
/// cell, so a picture of any size has one, down to a single pixel. 192 values: for each cell, line by line, L*, a*
/// and b*; those of a grey picture have a* and b* of about 0.
struct ColourLayout: PlainDescriptor {
    static let purpose = "pictures of like colours in like places; no download"

    private static let cells = 8

    let space: Space = Self.definedSpace(
        "colour-layout", dimensions: cells * cells * 3, modality: .image,
        definition: "mean CIELAB (D65, 2°) of 8 × 8 cells, by area, lines first",
        reference: "scikit-image: resize_local_mean(rgb2lab(picture), (8, 8))")

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        var batch = VectorBatch(dimensions: space.dimensions)
        for input in inputs {
            guard case .image(let image) = input else { throw refusal(of: input) }
            batch.append(try Self.layout(of: image, cancellation))
        }
        return batch
    }

    private static func layout(of image: PixelImage, _ cancellation: Cancellation) throws -> [Float] {
        let across = shares(of: image.width)
        let down = shares(of: image.height)
        var sums = [Double](repeating: 0, count: cells * cells * 3)
        var line = [Double](repeating: 0, count: image.width * 3)
        var lineSums = [Double](repeating: 0, count: cells * 3)
        // A cell's lines come one after the other, and only lines at a border belong to two cells.
        var firstRow = 0
        for y in 0..<image.height {
            if y % 256 == 0 { try cancellation.check() }
            image.pixels.withUnsafeBufferPointer { pixels in
                CIELab.convert(
                    UnsafeBufferPointer(rebasing: pixels[y * image.width * 3..<(y + 1) * image.width * 3]),
                    into: &line)
            }
            for (cell, share) in across.enumerated() {
                var (lightness, green, blue) = (0.0, 0.0, 0.0)
                for (offset, weight) in share.weights.enumerated() {
                    let place = (share.start + offset) * 3
                    lightness += weight * line[place]
                    green += weight * line[place + 1]
                    blue += weight * line[place + 2]
                }
                lineSums[cell * 3] = lightness
                lineSums[cell * 3 + 1] = green
                lineSums[cell * 3 + 2] = blue
            }
            while firstRow < cells, down[firstRow].end <= y { firstRow += 1 }
            for row in firstRow..<cells where down[row].start <= y {
                let weight = down[row].weights[y - down[row].start]
                for index in lineSums.indices { sums[row * cells * 3 + index] += weight * lineSums[index] }
            }
        }
        return sums.map { Float($0) }
    }

    /// For each of the cells along a side of `length` pixels, the pixels that lie in it and the share of the cell
    /// that each takes.
    private static func shares(of length: Int) -> [(start: Int, end: Int, weights: [Double])] {
        let width = Double(length) / Double(cells)
        return (0..<cells).map { cell in
            let start = cell * length / cells
            let end = ((cell + 1) * length + cells - 1) / cells
            let (low, high) = (Double(cell) * width, Double(cell + 1) * width)
            let weights = (start..<end).map { (min(high, Double($0 + 1)) - max(low, Double($0))) / width }
            return (start, end, weights)
        }
    }
}
