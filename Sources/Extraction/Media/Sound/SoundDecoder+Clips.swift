import NearestCore

extension SoundDecoder {
    /// A recording in one piece.
    ///
    /// - Parameters:
    ///   - range: in seconds; nil for all of it.
    ///   - maximumSeconds: the longest that the caller has memory for: an hour at 16 kHz takes 230 MB.
    /// - Throws: `NearestError(.unreadable)`, also for a recording that is cut short or too long, and
    ///   `CancellationError`.
    package static func clip(
        path: [UInt8], subject: String, rate: Int = 16_000, range: Range<Double>? = nil,
        maximumSeconds: Double = 4 * 3600, cancellation: Cancellation = Cancellation()
    ) throws -> AudioClip {
        let decoder = try SoundDecoder(path: path, subject: subject, rate: rate, start: range?.lowerBound ?? 0)
        if let range {
            let seconds = min(range.upperBound - range.lowerBound, maximumSeconds)
            let count = Int((seconds * Double(rate)).rounded())
            let samples = try decoder.read(count, cancellation: cancellation)
            // A recording that is cut short has what lies before the cut.
            if Double(count - samples.count) > decoder.tolerated { try decoder.checkEnding() }
            return AudioClip(rate: rate, samples: samples)
        }
        let limit = Int(min(maximumSeconds, 1e6) * Double(rate))
        let samples = try decoder.read(limit + 1, cancellation: cancellation)
        guard samples.count <= limit else {
            throw NearestError(
                .unreadable, subject, "its sound is longer than \(Int(maximumSeconds)) s",
                remedy: "Cut it into parts.")
        }
        try decoder.checkEnding()
        return AudioClip(rate: rate, samples: samples)
    }

    /// A recording as windows that follow each other without gap, the last one shorter.
    ///
    /// - Parameters:
    ///   - seconds: of one window.
    ///   - body: gets each window with the moment at which it begins, in seconds.
    /// - Throws: what `body` throws; `NearestError(.unreadable)`, for a recording that is cut short only after
    ///   its last window was given; `CancellationError`.
    package static func forEachWindow(
        path: [UInt8], subject: String, rate: Int = 16_000, seconds: Double = 30,
        cancellation: Cancellation = Cancellation(), _ body: (_ start: Double, _ window: AudioClip) throws -> Void
    ) throws {
        let decoder = try SoundDecoder(path: path, subject: subject, rate: rate)
        let count = max(1, Int((seconds * Double(rate)).rounded()))
        var start = 0
        while true {
            let samples = try decoder.read(count, cancellation: cancellation)
            if samples.isEmpty { break }
            try body(Double(start) / Double(rate), AudioClip(rate: rate, samples: samples))
            start += samples.count
            if samples.count < count { break }
        }
        try decoder.checkEnding()
    }
}

extension SoundDecoder: SoundSource {}
