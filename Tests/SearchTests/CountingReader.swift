import Extraction
import NearestCore
import Synchronization

/// Reads files as this process does, and counts how often; some of what a file says can be put in its mouth.
final class CountingReader: FileReading {
    struct State {
        var reads = 0
        var media = 0
        /// Folders that readers were made for.
        var folders: [String] = []
        /// What files are said to hold, by the last part of their names.
        var texts: [String: [EvidenceText]] = [:]
        /// Runs before each piece of a file.
        var beforeMedia: (@Sendable () throws -> Void)?
    }

    let state = Mutex(State())
    private let reader = LocalFileReader()

    func opening(_ folder: String) -> any FileReading {
        state.withLock { $0.folders.append(folder) }
        return self
    }

    func read(
        _ file: FileToRead, cancellation: Cancellation, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        let name = String(decoding: file.name.name, as: UTF8.self)
        let texts = state.withLock { state in
            state.reads += 1
            return state.texts[name] ?? []
        }
        return try reader.read(file, cancellation: cancellation) { item in
            var item = item
            item.texts += texts
            try emit(item)
        }
    }

    func media(
        _ piece: MediaPiece, cancellation: Cancellation, prepare: (PixelImage) throws -> PixelImage
    ) throws -> EncoderInput {
        try state.withLock { state in
            state.media += 1
            return state.beforeMedia
        }?()
        return try reader.media(piece, cancellation: cancellation, prepare: prepare)
    }
}
