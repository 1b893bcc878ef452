import NearestCore

/// RTF as a document and its pictures, which are called `picture 1` and so on, in the file's order.
struct RichTextReader {
    let source: SourceFile

    /// - Returns: what was wrong with a part of it.
    /// - Throws: `NearestError.unreadable` when it holds neither words nor pictures; what `emit` throws.
    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        let composer = DocumentComposer(limits: source.limits)
        let parser = try parsed(into: composer)
        var problems = ProblemList()
        parser.problems.forEach { problems.add($0) }
        var content = DocumentContent(
            composer, pictures: ShownPictures(), problems: problems, limits: source.limits)
        content.properties = parser.properties
        var emitted = 0
        if !content.document.isBlank {
            try emit(content.item())
            emitted += 1
        }
        var parts = PictureParts(source: source)
        for (index, bytes) in parser.pictures.enumerated() where !bytes.isEmpty && index < PictureParts.most {
            try parts.emit(Self.name(index), bytes, shown: ShownPictures.Shown()) { picture in
                emitted += 1
                try emit(picture)
            }
        }
        if emitted == 0 { throw source.unreadable(content.problems.first ?? "holds no text") }
        return content.problems + parts.problems.list
    }

    /// A picture's bytes; nil where the file has none of this name.
    func picture(_ name: String) throws -> [UInt8]? {
        let pictures = try parsed(into: DocumentComposer(limits: source.limits)).pictures
        return pictures.indices.first { Self.name($0) == name }.map { pictures[$0] }
    }

    private func parsed(into composer: DocumentComposer) throws -> RichTextParser {
        let bytes = try source.readWhole()
        guard bytes.starts(with: "{\\rtf".utf8) else { throw source.unreadable("is not RTF") }
        var parser = RichTextParser(bytes, composer: composer, cancellation: source.cancellation)
        try parser.run()
        return parser
    }

    private static func name(_ index: Int) -> String { "picture \(index + 1)" }
}
