import FileAccess
import NearestCore

/// Reads files in this process: what a worker does, and what tests use where no worker can be started.
package struct LocalFileReader: FileReading {
    /// What it may cost at most for one file.
    package let limits: ExtractionLimits
    /// Called every second or so while a long piece of work goes on.
    private let alive: @Sendable () -> Void

    package init(limits: ExtractionLimits = ExtractionLimits(), alive: @escaping @Sendable () -> Void = {}) {
        self.limits = limits
        self.alive = alive
    }

    package func read(
        _ file: FileToRead, cancellation: Cancellation, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        let source = SourceFile(
            path: file.path, name: file.name, sidecars: file.sidecars, limits: limits, cancellation: cancellation,
            alive: alive)
        let head = try source.open().read(FileKind.headLength)
        if head.isEmpty { throw source.unreadable("is empty") }
        let kind = FileKind(of: file.name, head: head)
        switch kind {
        case .text, .code, .markdown, .html, .pdf: return try readDocument(source, kind: kind, emit: emit)
        case .json: return try JSONReader(source: source).read(emit: emit)
        case .jsonLines: return try JSONLinesReader(source: source).read(emit: emit)
        case .csv, .tsv: return try TableReader(source: source, isTabSeparated: kind == .tsv).read(emit: emit)
        case .image:
            try emit(PictureReader(source: source).read())
            return []
        case .audio, .video: return try MediaReader(source: source).read(emit: emit)
        case .docx, .pptx, .xlsx, .odt, .odp, .ods, .epub, .rtf, .email, .unsupported:
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
            let bytes = try piece.part.map { try FileParts(source: source).bytes(of: $0) } ?? source.readWhole()
            return .image(try ImageDecoder.decode(fileAt: bytes, named: source.name))
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
        case .filmstrip(let count, let height):
            return .video(try Filmstrip(source: source).clip(of: piece.place.seconds, count: count, height: height))
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
        if kind == .pdf { return try PDFReader(source: source).read() }
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
