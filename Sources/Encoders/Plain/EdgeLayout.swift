import NearestCore

/// Where in a picture edges run in which direction: the histogram of oriented gradients.
///
/// Dalal and Triggs, "Histograms of Oriented Gradients for Human Detection", 2005. The picture is brought to 128 × 128
/// pixels, whatever its shape, and to grey. 1,764 values: 7 × 7 overlapping blocks of 2 × 2 cells with 9 directions
/// each. An even picture, and one of a single pixel, has no edge and a vector of zeros.
struct EdgeLayout: PlainDescriptor {
    static let purpose = "pictures of like shapes in like places; no download"

    private static let side = 128
    private static let gradients = OrientedGradients(side: side, cell: 16, block: 2, directions: 9)

    let space: Space = Self.definedSpace(
        "edge-layout", dimensions: gradients.dimensions, modality: .image,
        definition: "histogram of oriented gradients of 128 × 128 grey pixels: 9 directions, cells of 16 × 16, "
            + "blocks of 2 × 2, L2-Hys",
        reference: "Pillow: resize((128, 128), BILINEAR).convert(\"L\"); "
            + "scikit-image: hog(picture, 9, (16, 16), (2, 2))")

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        var batch = VectorBatch(dimensions: space.dimensions)
        for input in inputs {
            try cancellation.check()
            guard case .image(let image) = input else { throw refusal(of: input) }
            batch.append(Self.gradients.histograms(of: Self.grey(image)))
        }
        return batch
    }

    /// 128 × 128 values of 0 to 255, row-major: Pillow's own, to the bit.
    private static func grey(_ image: PixelImage) -> [Double] {
        let pixels = PillowResampler(filter: .bilinear)
            .resize(image, width: side, height: side, columns: 0..<side, rows: 0..<side)
        return stride(from: 0, to: pixels.count, by: 3).map { place in
            // The weights of ITU-R BT.601 in 16 bits, rounded.
            let (red, green, blue) = (Int(pixels[place]), Int(pixels[place + 1]), Int(pixels[place + 2]))
            return Double((red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16)
        }
    }
}
