import NearestCore

/// A recording as windows that may overlap, read as they are asked for.
///
/// The first window begins with the recording, and each next one a hop later, until one holds the recording's
/// end; it is filled up with silence.
final class SoundWindows {
    private let sound: any SoundSource
    private let length: Int
    private let hop: Int
    /// What was read and belongs to the next window.
    private var samples: [Float] = []
    /// Samples before the next window that belong to none, as the hop is longer than the window.
    private var gap = 0
    private var isFirst = true
    private var hasEnded = false

    /// - Precondition: `length` and `hop` are positive.
    init(_ sound: any SoundSource, length: Int, hop: Int) {
        precondition(length > 0 && hop > 0, "windows have a length and a hop")
        self.sound = sound
        self.length = length
        self.hop = hop
    }

    /// At most `count` windows of `length` samples; none at the end, and none at all of an empty recording.
    func next(_ count: Int, _ cancellation: Cancellation) throws -> [[Float]] {
        var windows: [[Float]] = []
        while windows.count < count, let window = try next(cancellation) { windows.append(window) }
        return windows
    }

    private func next(_ cancellation: Cancellation) throws -> [Float]? {
        if hasEnded { return nil }
        try skip(cancellation)
        let wanted = length - samples.count
        let read = try sound.read(wanted, cancellation: cancellation)
        samples += read
        // What the last window held already is no window of its own.
        if read.isEmpty, !isFirst || samples.isEmpty {
            hasEnded = true
            return nil
        }
        isFirst = false
        hasEnded = read.count < wanted
        let window = samples + repeatElement(0, count: length - samples.count)
        gap = max(0, hop - length)
        samples.removeFirst(min(hop, samples.count))
        return window
    }

    private func skip(_ cancellation: Cancellation) throws {
        while gap > 0 {
            let skipped = try sound.read(min(gap, 1 << 20), cancellation: cancellation)
            if skipped.isEmpty { return }
            gap -= skipped.count
        }
    }
}
