import Extraction
import NearestCore

/// A recording's sound, window after window from whoever opens files, so that nothing is decoded in this process that
/// workers decode, and hours need no more memory than a window.
final class WindowedSound: SoundSource {
    private let file: FileToRead
    private var windows: ArraySlice<Range<Double>>
    private let rate: Int
    private let reader: any FileReading
    private var samples: ArraySlice<Float> = []
    /// Why the sound ended before its windows did.
    private(set) var problem: String?

    /// - Parameter windows: in seconds, in the order of time.
    init(_ file: FileToRead, windows: [Range<Double>], rate: Int, reader: any FileReading) {
        self.file = file
        self.windows = windows[...]
        self.rate = rate
        self.reader = reader
    }

    func read(_ count: Int, cancellation: Cancellation) throws -> [Float] {
        var result: [Float] = []
        while result.count < count {
            if samples.isEmpty, try !refill(cancellation) { break }
            let taken = samples.prefix(count - result.count)
            result += taken
            samples = samples.dropFirst(taken.count)
        }
        return result
    }

    /// - Returns: false at the end, which a window that cannot be read is as well.
    private func refill(_ cancellation: Cancellation) throws -> Bool {
        while samples.isEmpty, let window = windows.popFirst() {
            try cancellation.check()
            let piece = MediaPiece(
                file: file, place: .time(start: window.lowerBound, end: window.upperBound), form: .sound(rate: rate)
            )
            do {
                guard case .audio(let clip) = try reader.media(piece, cancellation: cancellation, prepare: { $0 })
                else { continue }
                // Windows follow each other at the same moments, whatever the last of a damaged one holds.
                let length = Int(((window.upperBound - window.lowerBound) * Double(rate)).rounded())
                let silence = windows.isEmpty ? 0 : max(0, length - clip.samples.count)
                samples = (clip.samples + [Float](repeating: 0, count: silence))[...]
            } catch let error as NearestError where error.code == .unreadable {
                problem = "not transcribed from \(Int(window.lowerBound)) s on: \(error.problem)"
                windows = []
            }
        }
        return !samples.isEmpty
    }
}
