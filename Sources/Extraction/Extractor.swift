import FileAccess
import NearestCore

/// A file becomes items, and items become segments: reading, wherever it happens, and then the cutting.
package struct Extractor: Sendable {
    private let reader: any FileReading
    private let cutter: SegmentCutter

    /// - Parameters:
    ///   - reader: opens the files.
    ///   - counter: cuts passages to the length that its model sees.
    package init(reader: any FileReading, counter: any TokenCounter) {
        self.reader = reader
        cutter = SegmentCutter(counter: counter)
    }

    /// What a file is, by its name and its first bytes.
    ///
    /// - Throws: `NearestError.unreadable`.
    package static func kind(ofFileAt absolutePath: [UInt8], named path: CorpusPath) throws -> FileKind {
        let file = try RegularFile(at: absolutePath, subject: path.display)
        return FileKind(of: path, head: try file.read(FileKind.headLength))
    }

    /// Reads a file and hands its items to `emit`, in the file's order, with the pictures of the corpus that each
    /// shows.
    ///
    /// - Returns: what was wrong with a part of the file, such as a broken record. The rest was emitted.
    /// - Throws: `NearestError.unreadable` when the file gives nothing; what `emit` throws; `CancellationError`.
    package func extract(
        _ file: FileToRead, cancellation: Cancellation, emit: (Item, [PictureMention]) throws -> Void
    ) throws -> [String] {
        var count = 0
        let problems = try reader.read(file, cancellation: cancellation) { extracted in
            let item = try cutter.item(of: extracted, cancellation: cancellation)
            if item.segments.isEmpty { return }
            count += 1
            try emit(item, extracted.mentions)
        }
        if count == 0 {
            throw NearestError(.unreadable, file.name.display, problems.first ?? "holds no text")
        }
        return problems
    }

    /// What somebody wrote beside a picture as an item that stands for the picture.
    ///
    /// - Returns: an item without segments where there are no words.
    package func caption(_ text: String, cancellation: Cancellation) throws -> Item {
        var extracted = ExtractedItem()
        extracted.texts = [EvidenceText(modality: .image, evidence: .caption, text: text)]
        return try cutter.item(of: extracted, cancellation: cancellation)
    }

    /// What a model heard in a recording or film as an item that stands beside it.
    ///
    /// - Parameter model: named in the item, as its kind of words may err.
    /// - Returns: an item without segments where nothing was said.
    package func transcript(
        _ pieces: [TranscriptPiece], by model: String, modality: Modality, cancellation: Cancellation
    ) throws -> Item {
        var extracted = ExtractedItem()
        extracted.texts = TimedLines.evidence(
            pieces.map { TimedLine(start: $0.start, end: $0.end, text: $0.text) }, modality: modality)
        extracted.metadata = [MetadataField("transcribed by", model)]
        return try cutter.item(of: extracted, cancellation: cancellation)
    }
}
