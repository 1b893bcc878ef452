import Extraction
import NearestCore
import Synchronization

/// Reads files as this process does, but says of some what it was told, and counts which pieces were asked for.
final class CannedReader: FileReading {
    struct State {
        /// What files are said to hold, by name.
        var items: [String: ExtractedItem] = [:]
        /// Files whose pieces cannot be read, by name.
        var broken: Set<String> = []
        var asked: [String] = []
        /// Why files cannot be read, by name.
        var faults: [String: NearestError] = [:]
        /// Files that were read, or that somebody tried to read.
        var read: [String] = []
    }

    let state = Mutex(State())
    private let reader = LocalFileReader()

    var asked: [String] { state.withLock { $0.asked } }
    var read: [String] { state.withLock { $0.read } }

    func read(
        _ file: FileToRead, cancellation: Cancellation, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        let name = file.name.display
        let fault = state.withLock { state in
            state.read.append(name)
            return state.faults[name]
        }
        if let fault { throw fault }
        if let item = state.withLock({ $0.items[name] }) {
            try emit(item)
            return []
        }
        return try reader.read(file, cancellation: cancellation, emit: emit)
    }

    func media(
        _ piece: MediaPiece, cancellation: Cancellation, prepare: (PixelImage) throws -> PixelImage
    ) throws -> EncoderInput {
        let name = piece.file.name.display
        let isBroken = state.withLock { state in
            state.asked.append(name)
            return state.broken.contains(name)
        }
        if isBroken { throw NearestError(.unreadable, name, "is torn", remedy: "Mend it.") }
        return try reader.media(piece, cancellation: cancellation, prepare: prepare)
    }
}
