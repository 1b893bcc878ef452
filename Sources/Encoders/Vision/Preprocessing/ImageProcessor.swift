import NearestCore

/// Pictures to what a network takes: resized, cropped, scaled and normalised as `ImageSettings` say.
struct ImageProcessor: Sendable {
    let settings: ImageSettings
    let size: ImageSettings.PixelSize
    /// For each channel, what each of the 256 values becomes.
    private let values: [[Float]]

    /// - Throws: `NearestError(.unknownModel)` when pictures would keep sizes of their own.
    init(_ settings: ImageSettings, model: String) throws {
        guard let size = settings.outputSize else {
            throw NearestError(
                .unknownModel, model, "its pictures have no fixed size, which is not known here",
                remedy: "`nearest models list` names models that work.")
        }
        self.settings = settings
        self.size = size
        values = (0..<3).map { channel in
            (0..<256).map { value in
                // The reference scales in double precision and normalises in single.
                let scaled = settings.scale.map { Float(Double(value) * $0) } ?? Float(value)
                guard let mean = settings.mean, let deviation = settings.deviation else { return scaled }
                return (scaled - Float(mean[channel])) / Float(deviation[channel])
            }
        }
    }

    /// Numbers of one picture.
    var count: Int { 3 * size.height * size.width }

    /// One picture as 3 × height × width.
    func process(_ image: PixelImage) -> [Float] {
        let pixels = pixels(of: image)
        let plane = size.height * size.width
        return [Float](unsafeUninitializedCapacity: 3 * plane) { output, done in
            for channel in 0..<3 {
                let table = values[channel]
                for place in 0..<plane { output[channel * plane + place] = table[Int(pixels[place * 3 + channel])] }
            }
            done = 3 * plane
        }
    }

    /// Resized and cropped: height × width × 3.
    func pixels(of image: PixelImage) -> [UInt8] {
        let whole = resizedSize(of: image)
        // Where the crop begins; negative where the picture is smaller, and then the border is black.
        let top = start(whole.height, size.height)
        let left = start(whole.width, size.width)
        let rows = max(0, top)..<min(whole.height, top + size.height)
        let columns = max(0, left)..<min(whole.width, left + size.width)
        let part = PillowResampler(filter: settings.filter)
            .resize(image, width: whole.width, height: whole.height, columns: columns, rows: rows)
        if rows.count == size.height && columns.count == size.width { return part }

        var pixels = [UInt8](repeating: 0, count: size.height * size.width * 3)
        let length = columns.count * 3
        for row in 0..<rows.count {
            let place = ((row + max(0, -top)) * size.width + max(0, -left)) * 3
            pixels.replaceSubrange(place..<place + length, with: part[row * length..<(row + 1) * length])
        }
        return pixels
    }

    private func resizedSize(of image: PixelImage) -> ImageSettings.PixelSize {
        switch settings.resizing {
        case .none: return ImageSettings.PixelSize(height: image.height, width: image.width)
        case .exact(let height, let width): return ImageSettings.PixelSize(height: height, width: width)
        case .shortestEdge(let edge):
            let long = max(image.width, image.height)
            // As the reference computes it: the product is exact, the quotient rounded, then cut off.
            let length = Int(Double(edge * long) / Double(min(image.width, image.height)))
            return image.width <= image.height
                ? ImageSettings.PixelSize(height: length, width: edge)
                : ImageSettings.PixelSize(height: edge, width: length)
        }
    }

    /// Where a crop begins. The reference first makes room around a picture that is too small, half of it,
    /// rounded up, before the picture.
    private func start(_ length: Int, _ cropped: Int) -> Int {
        if settings.cropsToEven {
            return Int((Double(length - cropped) / 2).rounded(.toNearestOrEven))
        }
        // Floor division, also of negative numbers; the room in front is its opposite.
        return (length - cropped) >> 1
    }
}
