import NearestCore

extension VideoDecoder {
    /// The pictures around the middle of a film, or of a part of it, and the sound beside them.
    ///
    /// The first picture is the one that is shown half the clip's length before the middle, or the part's first
    /// one where it is shorter than the clip. From that picture's moment on, each tick of the wanted rate gets the
    /// picture that is shown then: the nearest that is not later. Where the film or the part ends, its last
    /// picture is repeated, and the sound is silent. Sound and pictures keep the distance that the film gives
    /// them.
    ///
    /// - Parameters:
    ///   - path: the absolute path's bytes.
    ///   - subject: what errors call the file.
    ///   - range: in seconds; nil for the whole film. No picture after its end is looked at.
    ///   - prepare: what is done to each picture before the next is decoded: large ones need not be kept.
    /// - Throws: `NearestError(.unreadable)` for a film that is damaged, holds no pictures in the range, or sound of a
    ///   kind that cannot be decoded; what `prepare` throws, and `CancellationError`.
    package static func clip(
        path: [UInt8], subject: String, sampling: VideoSampling, range: Range<Double>? = nil,
        cancellation: Cancellation = Cancellation(), prepare: (PixelImage) throws -> PixelImage = { $0 }
    ) throws -> VideoClip {
        let reader = ClipReader(path: path, subject: subject, sampling: sampling, cancellation: cancellation)
        return try reader.clip(range, prepare)
    }
}

/// One clip of one film.
private struct ClipReader {
    let path: [UInt8]
    let subject: String
    let sampling: VideoSampling
    let cancellation: Cancellation

    /// How much later than a tick a picture may begin and still be shown then, in seconds: containers round to
    /// milliseconds.
    private static let tolerance = 0.002

    func clip(_ range: Range<Double>?, _ prepare: (PixelImage) throws -> PixelImage) throws -> VideoClip {
        let claimed = try VideoDecoder(path: path, subject: subject).claimedSeconds
        if let range {
            // The middle of what the film has of it.
            let end = claimed.map { $0 > range.lowerBound ? min($0, range.upperBound) : range.upperBound }
            let part = range.lowerBound..<(end ?? range.upperBound)
            guard let clip = try clip(in: part, isCertain: false, prepare) else {
                throw NearestError(
                    .unreadable, subject,
                    "shows nothing from \(Self.words(range.lowerBound)) s to \(Self.words(range.upperBound)) s")
            }
            return clip
        }
        if let claimed, let clip = try clip(in: 0..<claimed, isCertain: false, prepare) { return clip }
        // A film that does not say how long it is, or ends long before: what is there has a middle, too.
        let measured = try VideoDecoder(path: path, subject: subject).measuredSeconds(cancellation: cancellation)
        // A film of no length may have a picture all the same.
        let whole = 0..<max(measured, sampling.seconds)
        guard let clip = try clip(in: whole, isCertain: true, prepare) else {
            throw NearestError(
                .unreadable, subject, "its moving picture begins after its end",
                remedy: "Write it anew, for instance with FFmpeg.")
        }
        return clip
    }

    /// - Parameter isCertain: whether the film is known to reach the range's end; else one whose last picture is over
    ///   before the clip shows nothing there.
    /// - Returns: nil where the film shows nothing in the range.
    /// - Throws: also when the film shows nothing at all.
    private func clip(
        in range: Range<Double>, isCertain: Bool, _ prepare: (PixelImage) throws -> PixelImage
    ) throws -> VideoClip? {
        let middle = (range.lowerBound + range.upperBound) / 2
        let wanted = max(range.lowerBound, middle - sampling.seconds / 2)
        let (decoder, first) = try start(at: wanted + Self.tolerance)
        guard first.moment < range.upperBound, isCertain || first.end > wanted else { return nil }
        var frames: [PixelImage] = []
        var last = first
        for tick in 0..<sampling.frames {
            try cancellation.check()
            let moment = first.moment + Double(tick) / sampling.frameRate + Self.tolerance
            let isInside = moment < range.upperBound
            let shown = isInside ? try decoder.shown(at: moment, cancellation: cancellation) ?? last : last
            if let image = frames.last, shown.number == last.number {
                frames.append(image)
            } else {
                frames.append(try prepare(decoder.image()))
            }
            last = shown
        }
        let sound = try sound(from: first.moment, offset: decoder.soundOffset)
        return VideoClip(frames: frames, frameRate: sampling.frameRate, sound: sound)
    }

    /// A film's pictures from the one on that is shown at a moment. Some containers leap to a picture after the
    /// one that was asked for; then the film is walked through from its beginning.
    private func start(at moment: Double) throws -> (VideoDecoder, VideoDecoder.Frame) {
        if moment > 1 {
            let decoder = try VideoDecoder(path: path, subject: subject, start: moment - Self.tolerance)
            let first = try decoder.shown(at: moment, cancellation: cancellation)
            if let first, first.moment <= moment { return (decoder, first) }
        }
        let decoder = try VideoDecoder(path: path, subject: subject)
        guard let first = try decoder.shown(at: moment, cancellation: cancellation) else {
            throw decoder.noPicture()
        }
        return (decoder, first)
    }

    /// The sound beside the pictures.
    ///
    /// - Parameters:
    ///   - moment: of the first picture.
    ///   - offset: when the sound begins; nil where there is none.
    /// - Returns: nil where there is none.
    private func sound(from moment: Double, offset: Double?) throws -> AudioClip? {
        guard let offset else { return nil }
        // Damaged files name moments beyond all bounds.
        let start = min(max(-sampling.seconds, moment - offset), 1e9)
        let silence = Int((max(0, -start) * Double(sampling.soundRate)).rounded())
        let decoder = try SoundDecoder(
            path: path, subject: subject, rate: sampling.soundRate, start: max(0, start))
        var samples = [Float](repeating: 0, count: silence)
        samples += try decoder.read(sampling.soundCount - silence, cancellation: cancellation)
        samples += [Float](repeating: 0, count: sampling.soundCount - samples.count)
        return AudioClip(rate: sampling.soundRate, samples: samples)
    }

    private static func words(_ seconds: Double) -> String {
        let tenths = Int((min(max(0, seconds), 1e9) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
