import Extraction
import NearestCore
import Synchronization

/// Pieces that are being read by several threads, while others are encoded: in their order, until what was read is as
/// much as should be in memory.
final class MediaFetch: Sendable {
    /// What became of one piece.
    struct Outcome: Sendable {
        var segment: SegmentID
        /// The first file that holds it.
        var path: CorpusPath
        var part: String?
        var input: Result<EncoderInput, NearestError>
    }

    struct Request: Sendable {
        var segment: SegmentID
        var piece: MediaPiece
    }

    private struct State {
        var next = 0
        var bytes = 0
        var outcomes: [Int: Outcome] = [:]
    }

    /// What pieces that were read may take in memory before no other is begun.
    private static let byteLimit = 192 << 20

    private let requests: [Request]
    private let reader: any FileReading
    private let viewer: (any FilmViewer)?
    private let stop: Cancellation
    private let state = Mutex(State())
    private let threads = Mutex<[BackgroundThread]>([])

    /// Starts at once.
    ///
    /// - Parameter threads: how many read at the same time.
    init(
        _ requests: [Request], reader: any FileReading, viewer: (any FilmViewer)?, threads: Int,
        stop: Cancellation
    ) {
        self.requests = requests
        self.reader = reader
        self.viewer = viewer
        self.stop = Cancellation(linkedTo: stop)
        let started = (0..<max(1, min(threads, requests.count))).map { number in
            BackgroundThread(name: "media \(number + 1)") { [self] in try work() }
        }
        self.threads.withLock { $0 = started }
    }

    var count: Int { requests.count }

    /// Waits for what was begun.
    ///
    /// - Returns: an outcome for each of the first requests. The others were not begun.
    /// - Throws: `CancellationError`, and what is wrong beyond a single piece.
    func finish() throws -> [Outcome] {
        let results = threads.withLock { $0 }.map { thread in Result { try thread.join() } }
        for case .failure(let error) in results where !(error is CancellationError) { throw error }
        for result in results { try result.get() }
        return state.withLock { state in (0..<state.next).compactMap { state.outcomes[$0] } }
    }

    /// Waits until nothing is read any more.
    func abandon() {
        stop.cancel()
        _ = try? finish()
    }

    private func work() throws {
        do {
            while let index = take() {
                try stop.check()
                let outcome = try outcome(of: requests[index])
                state.withLock { state in
                    state.outcomes[index] = outcome
                    if case .success(let input) = outcome.input { state.bytes += input.byteCount }
                }
            }
        } catch {
            // Others need not go on.
            stop.cancel()
            throw error
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard state.next < requests.count, state.bytes < Self.byteLimit else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private func outcome(of request: Request) throws -> Outcome {
        var outcome = Outcome(
            segment: request.segment, path: request.piece.file.name, part: request.piece.part,
            input: .failure(NearestError(.unreadable, nil, "holds nothing")))
        do {
            let input = try reader.media(request.piece, cancellation: stop) { picture in
                viewer?.prepare(picture) ?? picture
            }
            // A window behind the end of a recording that is shorter than it says.
            if !input.isEmpty { outcome.input = .success(input) }
        } catch let error as NearestError {
            outcome.input = .failure(error)
        }
        return outcome
    }
}

extension EncoderInput {
    /// Whether there is nothing to see or hear.
    fileprivate var isEmpty: Bool {
        if case .audio(let clip) = self { clip.samples.isEmpty } else { false }
    }

    /// What it takes in memory, about.
    fileprivate var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .image(let image): image.pixels.count
        case .audio(let clip): clip.samples.count * 4
        case .video(let clip):
            clip.frames.reduce(0) { $0 + $1.pixels.count } + (clip.sound?.samples.count ?? 0) * 4
        }
    }
}
