import CFFmpeg
import FileAccess
import NearestCore

/// Walks through the moving pictures of any film that FFmpeg knows, in the order in which they are shown.
///
/// Pictures stand upright, as the film's display matrix says; an angle between two quarter turns goes to the
/// nearer one. Colours become RGB as FFmpeg's swscale makes them with the film's colour space and range, without
/// scaling: what ffmpeg and PyAV give by default. High dynamic range is not mapped, interlaced lines are not
/// parted, and pixels that are not square stay as they are stored.
///
/// Used by one thread at a time; calls block while the disk and the decoder work.
package final class VideoDecoder {
    private let file: RegularFile
    private let video: OpaquePointer
    private let subject: String

    /// Larger pictures are refused before one is decoded: those of 8K cinema, 8192 × 4320, are the largest.
    static let pixelLimit = Int(CFF_PIXEL_LIMIT)

    /// - Parameters:
    ///   - path: the absolute path's bytes.
    ///   - subject: what errors call the file.
    ///   - start: the moment that will be asked for first, in seconds; decoding begins at or before it.
    /// - Throws: `NearestError(.unreadable)` when the file cannot be read, is of no known format, holds no moving
    ///   picture or too large ones.
    init(path: [UInt8], subject: String, start: Double = 0) throws {
        file = try RegularFile(at: path, subject: subject)
        guard file.size > 0 else {
            throw NearestError(
                .unreadable, subject, "is empty: it has no bytes", remedy: "Its source may have it whole.")
        }
        var opened: OpaquePointer?
        let status = cff_video_open(file.descriptor, MediaFault.hint(path), Self.bounded(start), &opened)
        guard let opened else { throw MediaFault.error(status, subject: subject, wanted: .video) }
        video = opened
        self.subject = subject
    }

    deinit {
        cff_video_close(video)
    }

    /// How long the film claims to be; nil where the container says nothing.
    var claimedSeconds: Double? {
        let seconds = cff_video_claimed_seconds(video)
        return seconds > 0 ? Self.bounded(seconds) : nil
    }

    /// Reads the whole film without decoding it, and says when its last picture ends. Nothing can be read after.
    ///
    /// - Throws: `CancellationError`.
    func measuredSeconds(cancellation: Cancellation) throws -> Double {
        var count: Int64 = 0
        var end = 0.0
        repeat { try cancellation.check() } while cff_video_measure(video, 1000, &count, &end)
        return Self.bounded(end)
    }

    /// When the sound begins, as a moment of the pictures; nil for a silent film.
    var soundOffset: Double? {
        var offset = 0.0
        return cff_video_sound_offset(video, &offset) ? offset : nil
    }

    /// Which picture is shown at a moment, going forward from the last one that was asked for.
    ///
    /// - Returns: the last picture that does not begin after `moment`, or the first one there is; nil for a film
    ///   without any.
    /// - Throws: `NearestError(.unreadable)` when the file cannot be read on, `CancellationError`.
    func shown(at moment: Double, cancellation: Cancellation) throws -> Frame? {
        while true {
            try cancellation.check()
            let result = cff_video_step(video, moment)
            if result == CFF_STEP_NONE.rawValue { return nil }
            if result == CFF_STEP_SHOWN.rawValue {
                let facts = cff_video_facts(video)
                return Frame(moment: facts.moment, end: facts.end, number: Int(facts.number))
            }
            guard result > 0 else { throw MediaFault.error(-result, subject: subject, wanted: .video) }
        }
    }

    /// A picture's place in the film.
    struct Frame {
        /// When it begins, in seconds from the film's beginning.
        let moment: Double
        /// When the next one begins, or one would after the last.
        let end: Double
        /// Tells pictures of one walk apart.
        let number: Int
    }

    /// The picture that `shown` found last.
    ///
    /// - Parameter height: to which it is scaled down, its width with it; nil for its own.
    /// - Throws: `NearestError(.unreadable)` for a format without colours.
    func image(height wanted: Int? = nil) throws -> PixelImage {
        let facts = cff_video_facts(video)
        var (width, height) = (Int(facts.width), Int(facts.height))
        guard width > 0, height > 0 else { throw noPicture() }
        if let wanted, wanted > 0, wanted < height {
            // A picture that is all width and no height stays within bounds, too.
            width = max(1, min(wanted * 16, (width * wanted + height / 2) / height))
            height = wanted
        }
        var status: Int32 = 0
        let count = width * height * 3
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            status = cff_video_colours(video, Int32(width), Int32(height), buffer.baseAddress, count)
            filled = count
        }
        guard status == Int32(CFF_OK.rawValue) else {
            throw MediaFault.error(status, subject: subject, wanted: .video)
        }
        return PixelImage(width: width, height: height, pixels: pixels)
    }

    /// Trades exactness for speed, before anything is decoded.
    ///
    /// - Parameter onlyKeyPictures: whether only pictures that stand alone are decoded.
    func hasten(onlyKeyPictures: Bool) {
        cff_video_hasten(video, onlyKeyPictures)
    }

    /// The next picture as `ShotFinder` looks at it, with its moment and the moment at which it should go; nil at the
    /// end. Not to be mixed with `shown`.
    ///
    /// - Throws: `NearestError(.unreadable)` when the file cannot be read on.
    func nextSketch() throws -> (points: [UInt8], moment: Double, end: Double)? {
        var (moment, end) = (0.0, 0.0)
        var result: Int32 = 0
        let count = Int(CFF_SKETCH_WIDTH * CFF_SKETCH_HEIGHT * 3)
        let points = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            result = cff_video_next_sketch(video, buffer.baseAddress, &moment, &end)
            filled = result == 1 ? count : 0
        }
        guard result >= 0 else { throw MediaFault.error(-result, subject: subject, wanted: .video) }
        return result == 0 ? nil : (points, moment, end.isFinite ? end : moment)
    }

    /// What a film without any picture is called, after it was looked at from its beginning.
    func noPicture() -> NearestError {
        guard cff_video_damaged_packets(video) > 0 else {
            return NearestError(.unreadable, subject, "its moving picture is empty")
        }
        // Where the container does not say how large pictures are, a decoder only says that it cannot.
        return NearestError(
            .unreadable, subject,
            "none of its pictures can be decoded: they are damaged, or larger than \(Self.pixelLimit) pixels",
            remedy: "Its source may have it whole; else make a smaller copy of it.")
    }

    /// At most thirty years: what damaged headers claim must still be a number of steps.
    private static func bounded(_ seconds: Double) -> Double {
        seconds.isFinite ? min(max(0, seconds), 1e9) : 0
    }
}
