import NearestCore

/// Pictures, sound and film as frames have them: numbers in the control part, pixels and samples in the payload.
///
/// A film comes as a `picture` frame for each of its pictures and, at the end, a `media` frame that says in which order
/// they are shown, with the sound.
enum WireMedia {
    private struct Picture: Codable {
        var width: Int
        var height: Int
    }

    private struct Media: Codable {
        var picture: Picture?
        var soundRate: Int?
        /// Indices of pictures that were sent before.
        var shown: [Int]?
        var frameRate: Double?
    }

    static func frame(of picture: PixelImage) throws -> WorkerFrame {
        try WorkerFrame(
            .picture, Picture(width: picture.width, height: picture.height), payload: picture.pixels)
    }

    /// - Parameter input: of a film, each picture is a token for the one that was sent as so many-th.
    static func frame(of input: EncoderInput) throws -> WorkerFrame {
        switch input {
        case .text(let text): try WorkerFrame(.media, Media(), payload: Array(text.utf8))
        case .image(let image):
            try WorkerFrame(
                .media, Media(picture: Picture(width: image.width, height: image.height)), payload: image.pixels)
        case .audio(let clip):
            try WorkerFrame(.media, Media(soundRate: clip.rate), payload: bytes(of: clip.samples))
        case .video(let film):
            try WorkerFrame(
                .media,
                Media(
                    soundRate: film.sound?.rate, shown: film.frames.map(number), frameRate: film.frameRate),
                payload: bytes(of: film.sound?.samples ?? []))
        }
    }

    /// A picture of one pixel that stands for the `number`-th one.
    static func token(_ number: Int) -> PixelImage {
        let bytes = (0..<3).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        return PixelImage(width: 1, height: 1, pixels: bytes)
    }

    /// More pictures than a token can count.
    static let mostPictures = 1 << 24

    private static func number(_ token: PixelImage) -> Int {
        (0..<3).reduce(0) { $0 | Int(token.pixels[$1]) << (8 * $1) }
    }

    /// - Throws: `WorkerFrameParser.Nonsense`.
    static func picture(in frame: WorkerFrame) throws -> PixelImage {
        try image(frame.decoded(Picture.self), pixels: frame.payload)
    }

    /// - Parameter pictures: the film's, as `prepare` left them.
    /// - Throws: `WorkerFrameParser.Nonsense`, also when it is not what was asked for.
    static func input(
        in frame: WorkerFrame, form: MediaPiece.Form, pictures: [PixelImage]
    ) throws -> EncoderInput {
        let media: Media = try frame.decoded()
        switch form {
        case .picture:
            guard let picture = media.picture else { throw nonsense("no picture") }
            return .image(try image(picture, pixels: frame.payload))
        case .sound(let rate):
            guard media.soundRate == rate else { throw nonsense("sound at another rate") }
            return .audio(AudioClip(rate: rate, samples: try samples(frame.payload)))
        case .film(let sampling):
            guard media.soundRate ?? sampling.soundRate == sampling.soundRate else {
                throw nonsense("sound at another rate")
            }
            let sound = try media.soundRate.map { AudioClip(rate: $0, samples: try samples(frame.payload)) }
            return .video(try film(media, pictures, sound))
        case .filmstrip: return .video(try film(media, pictures, nil))
        }
    }

    private static func film(_ media: Media, _ pictures: [PixelImage], _ sound: AudioClip?) throws -> VideoClip {
        guard let shown = media.shown, let frameRate = media.frameRate, frameRate.isFinite, frameRate > 0,
            !shown.isEmpty, shown.allSatisfy(pictures.indices.contains)
        else { throw nonsense("a film without its pictures") }
        let frames = shown.map { pictures[$0] }
        guard frames.allSatisfy({ $0.width == frames[0].width && $0.height == frames[0].height }) else {
            throw nonsense("a film whose pictures differ in size")
        }
        return VideoClip(frames: frames, frameRate: frameRate, sound: sound)
    }

    private static func image(_ picture: Picture, pixels: [UInt8]) throws -> PixelImage {
        let sides = 1...(1 << 28)
        guard sides.contains(picture.width), sides.contains(picture.height),
            picture.width * picture.height <= pixels.count, picture.width * picture.height * 3 == pixels.count
        else { throw nonsense("pixels that make no picture") }
        return PixelImage(width: picture.width, height: picture.height, pixels: pixels)
    }

    private static func bytes(of samples: [Float]) -> [UInt8] {
        samples.withUnsafeBytes { Array($0) }
    }

    private static func samples(_ bytes: [UInt8]) throws -> [Float] {
        let size = MemoryLayout<Float>.size
        guard bytes.count % size == 0 else { throw nonsense("half a sample") }
        return [Float](unsafeUninitializedCapacity: bytes.count / size) { buffer, filled in
            UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
            filled = bytes.count / size
        }
    }

    private static func nonsense(_ problem: String) -> WorkerFrameParser.Nonsense {
        WorkerFrameParser.Nonsense(problem: problem)
    }
}
