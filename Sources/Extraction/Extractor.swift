import FileAccess
import NearestCore

/// A file becomes items, and items become passages.
package struct Extractor: Sendable {
    /// Changes whenever the same file would give other items or passages than before.
    package static let version = 1

    private let splitter: PassageSplitter
    /// What it may cost at most for one file.
    package let limits: ExtractionLimits

    /// - Parameter counter: cuts passages to the length that its model sees.
    package init(counter: any TokenCounter, limits: ExtractionLimits = ExtractionLimits()) {
        splitter = PassageSplitter(counter: counter)
        self.limits = limits
    }

    /// Whether files of this kind are read at all. Where not, they are to be left out without a word.
    ///
    /// - Parameter head: the first `FileKind.headLength` bytes of the file, or all there are.
    package static func reads(_ path: CorpusPath, head: [UInt8]) -> Bool {
        FileKind(of: path, head: head) != .unsupported
    }

    /// As `reads(_:head:)`, with the first bytes read from the file.
    ///
    /// - Throws: `NearestError.unreadable`.
    package static func reads(fileAt absolutePath: [UInt8], named path: CorpusPath) throws -> Bool {
        let file = try RegularFile(at: absolutePath, subject: path.display)
        return reads(path, head: try file.read(FileKind.headLength))
    }

    /// Reads a file and hands its items to `emit`, in the file's order.
    ///
    /// - Parameters:
    ///   - absolutePath: the path's bytes, without a terminating zero.
    ///   - path: the file as the corpus knows it.
    /// - Returns: what was wrong with a part of the file, such as a broken record. The rest was emitted.
    /// - Throws: `NearestError.unreadable` when the file gives nothing; what `emit` throws; `CancellationError`.
    package func extract(
        fileAt absolutePath: [UInt8], named path: CorpusPath, cancellation: Cancellation,
        emit: (Item) throws -> Void
    ) throws -> [String] {
        let source = SourceFile(path: absolutePath, name: path, limits: limits, cancellation: cancellation)
        let file = try source.open()
        let head = try file.read(FileKind.headLength)
        if head.isEmpty { throw source.unreadable("is empty") }
        let kind = FileKind(of: path, head: head)
        switch kind {
        case .text, .code, .markdown, .html, .pdf:
            return try extractDocument(source, kind: kind, emit: emit)
        case .json: return try JSONReader(source: source, splitter: splitter).read(emit: emit)
        case .jsonLines: return try JSONLinesReader(source: source, splitter: splitter).read(emit: emit)
        case .csv, .tsv:
            let reader = TableReader(source: source, splitter: splitter, isTabSeparated: kind == .tsv)
            return try reader.read(emit: emit)
        case .unsupported: throw source.unreadable("is of a kind that is not read")
        }
    }

    private func extractDocument(
        _ source: SourceFile, kind: FileKind, emit: (Item) throws -> Void
    ) throws -> [String] {
        let (document, problems) = try document(source, kind: kind)
        let segments = try splitter.passages(of: document, cancellation: source.cancellation)
        if segments.isEmpty { throw source.unreadable("holds no text") }
        try emit(Item(title: document.title, segments: segments))
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
