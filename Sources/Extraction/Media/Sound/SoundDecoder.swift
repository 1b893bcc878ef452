import CFFmpeg
import FileAccess
import NearestCore

/// Reads the sound of any file that FFmpeg knows, films included, as one channel at one rate.
///
/// Samples come in the order of time and as many as are asked for, so three hours of sound need no more memory
/// than the piece that is being looked at. Channels are averaged, with FFmpeg's weights for layouts of more than
/// two. Sound at the wanted rate with one channel comes out as it was stored; other rates go through FFmpeg's
/// resampler with its own settings, as the reference loaders of speech models have it.
///
/// Used by one thread at a time; calls block while the disk and the decoder work.
package final class SoundDecoder {
    private let file: RegularFile
    private let sound: OpaquePointer
    private let subject: String
    private let start: Double
    private var delivered = 0

    /// Samples a second.
    package let rate: Int

    /// How far the sound may end before the moment that its container claims: encoders pad, and containers
    /// round, but neither by half a second.
    private static let tolerance = 0.5

    /// The same in samples.
    var tolerated: Double { Self.tolerance * Double(rate) }

    /// - Parameters:
    ///   - path: the absolute path's bytes.
    ///   - subject: what errors call the file.
    ///   - rate: samples a second.
    ///   - start: in seconds; what comes before is skipped without being decoded where the format allows it.
    /// - Throws: `NearestError(.unreadable)` when the file cannot be read, is of no known format or holds no
    ///   sound.
    package init(path: [UInt8], subject: String, rate: Int = 16_000, start: Double = 0) throws {
        precondition(rate > 0 && start >= 0 && start.isFinite, "a rate and a moment of the recording")
        file = try RegularFile(at: path, subject: subject)
        guard file.size > 0 else {
            throw NearestError(
                .unreadable, subject, "is empty: it has no bytes", remedy: "Its source may have it whole.")
        }
        var opened: OpaquePointer?
        let status = cff_sound_open(file.descriptor, MediaFault.hint(path), Int32(rate), start, &opened)
        guard let opened else { throw MediaFault.error(status, subject: subject, wanted: .audio) }
        sound = opened
        self.rate = rate
        self.start = start
        self.subject = subject
    }

    deinit {
        cff_sound_close(sound)
    }

    /// How long the whole recording claims to be; nil where the container says nothing reliable.
    package var claimedSeconds: Double? {
        if let header = WaveHeader(file) { return header.claimedSeconds }
        let seconds = cff_sound_claimed_seconds(sound)
        return seconds > 0 ? seconds : nil
    }

    /// The next `count` samples, fewer only at the end of the recording, then none.
    ///
    /// - Throws: `NearestError(.unreadable)` when the file cannot be read on, `CancellationError` when
    ///   `cancellation` was raised.
    package func read(_ count: Int, cancellation: Cancellation = Cancellation()) throws -> [Float] {
        // About a minute at a time, so that a request to stop is heard.
        let piece = 1 << 20
        var samples: [Float] = []
        while samples.count < count {
            try cancellation.check()
            let wanted = min(piece, count - samples.count)
            var got: Int64 = 0
            let read = [Float](unsafeUninitializedCapacity: wanted) { buffer, filled in
                got = cff_sound_read(sound, buffer.baseAddress, Int64(wanted))
                filled = max(0, Int(got))
            }
            guard got >= 0 else { throw MediaFault.error(Int32(-got), subject: subject, wanted: .audio) }
            if samples.isEmpty { samples = read } else { samples.append(contentsOf: read) }
            if read.count < wanted { break }
        }
        delivered += samples.count
        return samples
    }

    /// Says why the recording is not whole, after it was read to its end: nothing could be decoded, or it ends
    /// long before its container claims. What was read until then is right all the same.
    ///
    /// - Throws: `NearestError(.unreadable)`.
    package func checkEnding() throws {
        let end = start + Double(delivered) / Double(rate)
        if delivered == 0, start == 0 {
            let isDamaged = cff_sound_damaged_packets(sound) > 0
            throw NearestError(
                .unreadable, subject, isDamaged ? "its sound is damaged from the start" : "its sound is empty")
        }
        guard delivered > 0, let claimed = claimedSeconds, end < claimed - Self.tolerance else { return }
        throw NearestError(
            .unreadable, subject,
            "its sound ends after \(Self.words(end)) s of the \(Self.words(claimed)) s that the file claims",
            remedy: "It was probably cut short while being copied or downloaded; fetch it again.")
    }

    private static func words(_ seconds: Double) -> String {
        let tenths = Int((min(seconds, 1e9) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
