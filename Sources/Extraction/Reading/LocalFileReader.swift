import FileAccess
import NearestCore

/// Reads files in this process: what a worker does, and what tests use where no worker can be started.
package struct LocalFileReader: FileReading {
    /// What it may cost at most for one file.
    package let limits: ExtractionLimits

    package init(limits: ExtractionLimits = ExtractionLimits()) {
        self.limits = limits
    }

    package func read(
        _ file: FileToRead, cancellation: Cancellation, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        let source = SourceFile(
            path: file.path, name: file.name, sidecars: file.sidecars, limits: limits, cancellation: cancellation)
        let head = try source.open().read(FileKind.headLength)
        if head.isEmpty { throw source.unreadable("is empty") }
        let kind = FileKind(of: file.name, head: head)
        switch kind {
        case .pdf: return try PDFReader(source: source).read(emit: emit)
        case .text, .code, .markdown, .html: return try readDocument(source, kind: kind, emit: emit)
        case .json: return try JSONReader(source: source).read(emit: emit)
        case .jsonLines: return try JSONLinesReader(source: source).read(emit: emit)
        case .csv, .tsv: return try TableReader(source: source, isTabSeparated: kind == .tsv).read(emit: emit)
        case .image: return try PictureReader(source: source).read(emit: emit)
        case .docx, .pptx, .xlsx, .odt, .odp, .ods, .epub, .rtf, .email, .audio, .video, .unsupported:
            throw source.unreadable("is of a kind that is not read")
        }
    }

    package func media(
        _ piece: MediaPiece, cancellation: Cancellation, prepare: (PixelImage) throws -> PixelImage
    ) throws -> EncoderInput {
        let source = SourceFile(
            path: piece.file.path, name: piece.file.name, sidecars: [], limits: limits, cancellation: cancellation)
        switch piece.form {
        case .picture:
            return .image(try PictureReader(source: source).pixels(part: piece.part))
        case .sound(let rate):
            let clip = try SoundDecoder.clip(
                path: source.path, subject: source.subject, rate: rate, range: piece.place.seconds,
                cancellation: cancellation)
            return .audio(clip)
        case .film(let sampling):
            let clip = try VideoDecoder.clip(
                path: source.path, subject: source.subject, sampling: sampling, range: piece.place.seconds,
                cancellation: cancellation, prepare: prepare)
            return .video(clip)
        }
    }

    private func readDocument(
        _ source: SourceFile, kind: FileKind, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        let (document, problems) = try document(source, kind: kind)
        if document.isBlank { throw source.unreadable("holds no text") }
        try emit(ExtractedItem(document: document))
        return problems
    }

    private func document(_ source: SourceFile, kind: FileKind) throws -> (StructuredText, [String]) {
        let bytes = try source.readWhole()
        if kind == .html {
            let text = try HTMLDecoder.decode(bytes, subject: source.subject)
            return try HTMLParser.parse(text, cancellation: source.cancellation)
        }
        let text = try TextDecoder.decode(bytes, subject: source.subject)
        switch kind {
        case .code: return (PlainTextParser.parseCode(text, title: CorpusPath(bytes: source.name.name).display), [])
        case .markdown: return (MarkdownParser.parse(text), [])
        default: return (PlainTextParser.parse(text), [])
        }
    }
}
