import Extraction
import NearestCore

/// A file that was read before: its items are handed out again, to be cut to the length of another model.
struct ItemsInMemory: FileReading {
    var items: [ExtractedItem]
    var problems: [String]

    func read(
        _ file: FileToRead, cancellation: Cancellation, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        for item in items {
            try cancellation.check()
            try emit(item)
        }
        return problems
    }

    func media(
        _ piece: MediaPiece, cancellation: Cancellation, prepare: (PixelImage) throws -> PixelImage
    ) throws -> EncoderInput {
        throw NearestError(.unreadable, piece.file.name.display, "is in memory as words only")
    }
}
