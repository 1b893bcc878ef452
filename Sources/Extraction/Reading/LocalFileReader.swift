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
        return try read(source, kind: FileKind(of: file.name, head: head), emit: emit)
    }

    private func read(
        _ source: SourceFile, kind: FileKind, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        switch kind {
        case .pdf: return try PDFReader(source: source).read(emit: emit)
        case .text, .code, .markdown, .html: return try readDocument(source, kind: kind, emit: emit)
        case .json: return try JSONReader(source: source).read(emit: emit)
        case .jsonLines: return try JSONLinesReader(source: source).read(emit: emit)
        case .csv, .tsv: return try TableReader(source: source, isTabSeparated: kind == .tsv).read(emit: emit)
        case .image: return try PictureReader(source: source).read(emit: emit)
        case .audio, .video: return try MediaReader(source: source).read(emit: emit)
        case .docx, .pptx, .xlsx: return try OfficeReader(source: source).read(emit: emit)
        case .odt, .odp, .ods: return try OpenDocumentReader(source: source).read(emit: emit)
        case .epub: return try BookReader(source: source).read(emit: emit)
        case .rtf: return try RichTextReader(source: source).read(emit: emit)
        case .email: return try LetterReader(source: source, readAttached: read).read(emit: emit)
        case .unsupported:
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
        case .filmstrip(let count, let height):
            let strip = try Filmstrip(source: source).clip(of: piece.place.seconds, count: count, height: height)
            let frames = try strip.frames.map(prepare)
            return .video(VideoClip(frames: frames, frameRate: strip.frameRate, sound: nil))
        }
    }

    private func readDocument(
        _ source: SourceFile, kind: FileKind, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        let (item, problems) = try document(source, kind: kind)
        if item.document.isBlank { throw source.unreadable("holds no text") }
        try emit(item)
        return problems
    }

    private func document(_ source: SourceFile, kind: FileKind) throws -> (ExtractedItem, [String]) {
        let bytes = try source.readWhole()
        if kind == .html {
            let text = try HTMLDecoder.decode(bytes, subject: source.subject)
            let page = try HTMLParser.parse(text, cancellation: source.cancellation)
            return (item(page.document, showing: page.pictures, in: source), page.problems)
        }
        let text = try TextDecoder.decode(bytes, subject: source.subject)
        switch kind {
        case .code:
            let title = CorpusPath(bytes: source.name.name).display
            return (ExtractedItem(document: PlainTextParser.parseCode(text, title: title)), [])
        case .markdown:
            return (
                item(MarkdownParser.parse(text), showing: MarkdownPictures.references(in: text), in: source), []
            )
        default: return (ExtractedItem(document: PlainTextParser.parse(text)), [])
        }
    }

    private func item(
        _ document: StructuredText, showing pictures: [PictureReference], in source: SourceFile
    ) -> ExtractedItem {
        var item = ExtractedItem(document: document)
        item.mentions = PictureReference.mentions(of: pictures, in: source.name)
        return item
    }
}
