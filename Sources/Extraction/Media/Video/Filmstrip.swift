import NearestCore

/// Pictures of a film, evenly spread, as a screen shows them side by side.
struct Filmstrip {
    let source: SourceFile

    /// The most pictures, and the highest, that are made: what a wall of screens has room for.
    private static let (mostPictures, highest) = (64, 1080)
    /// In seconds: through so much of a film it is quicker to walk than to leap.
    private static let walk = 2.0
    /// As of a clip's ticks: containers round to milliseconds.
    private static let tolerance = 0.002

    /// Pictures of the middles of so many equal parts of a stretch, as a film of that many pictures.
    ///
    /// - Parameters:
    ///   - stretch: in seconds; nil for the whole film.
    ///   - height: of each, where the film's own is not smaller.
    /// - Throws: `NearestError(.unreadable)` when there is none; `CancellationError`.
    func clip(of stretch: Range<Double>?, count: Int, height: Int) throws -> VideoClip {
        let count = min(max(1, count), Self.mostPictures)
        let range = try stretch ?? 0..<(decoder(at: 0).claimedSeconds ?? 0)
        let length = range.upperBound - range.lowerBound
        let moments = (0..<count).map { range.lowerBound + (Double($0) + 0.5) * length / Double(count) }
        let frames = try pictures(at: moments, height: min(max(1, height), Self.highest))
        return VideoClip(frames: frames, frameRate: length > 0 ? Double(count) / length : 1, sound: nil)
    }

    /// The pictures that are shown at moments, which ascend; all of the first one's sides.
    func pictures(at moments: [Double], height: Int) throws -> [PixelImage] {
        var frames: [PixelImage] = []
        var walking: VideoDecoder?
        var last = -Double.infinity
        for moment in moments.map({ $0 + Self.tolerance }) {
            let isNear = moment - last < Self.walk
            let decoder = try isNear ? walking ?? decoder(at: moment) : decoder(at: moment)
            guard let shown = try decoder.shown(at: moment, cancellation: source.cancellation) else { break }
            // Some containers leap to a picture after the one that was asked for: near enough to look at.
            let isSame = isNear && walking != nil && shown.moment < last && shown.end > moment
            if !isSame || frames.isEmpty {
                frames.append(try alike(decoder.image(height: height), frames.last))
            } else if let previous = frames.last {
                frames.append(previous)
            }
            (walking, last) = (decoder, moment)
        }
        if frames.isEmpty { throw source.unreadable("its moving picture is empty") }
        return frames
    }

    private func decoder(at moment: Double) throws -> VideoDecoder {
        try VideoDecoder(path: source.path, subject: source.subject, start: moment > 1 ? moment : 0)
    }

    /// A film may change its sides; a strip does not.
    private func alike(_ picture: PixelImage, _ previous: PixelImage?) -> PixelImage {
        guard let previous else { return picture }
        return picture.width == previous.width && picture.height == previous.height ? picture : previous
    }

    /// One picture of several side by side, at most `count` of them evenly chosen.
    ///
    /// - Returns: a small JPEG; nil where the film shows nothing.
    /// - Throws: `CancellationError`.
    func thumbnail(at moments: [Double], count: Int = 5) throws -> [UInt8]? {
        let chosen = moments.count <= count ? moments : (0..<count).map { moments[$0 * moments.count / count] }
        do {
            return try SmallPicture.jpeg(Self.joined(pictures(at: chosen, height: 144)))
        } catch is NearestError {
            return nil
        }
    }

    /// Side by side.
    private static func joined(_ pictures: [PixelImage]) -> PixelImage {
        guard let first = pictures.first else { return PixelImage(width: 1, height: 1, pixels: [0, 0, 0]) }
        let stride = first.width * 3
        var pixels: [UInt8] = []
        pixels.reserveCapacity(stride * first.height * pictures.count)
        for row in 0..<first.height {
            for picture in pictures { pixels += picture.pixels[(row * stride)..<((row + 1) * stride)] }
        }
        return PixelImage(width: first.width * pictures.count, height: first.height, pixels: pixels)
    }
}
