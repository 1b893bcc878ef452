import NearestCore

/// A letter as an item; pictures and documents that are attached are items of their own, under the names that the
/// letter gives them. Other attachments are named in the text.
struct LetterReader {
    let source: SourceFile
    /// Reads a document that is attached.
    let readAttached: (SourceFile, FileKind, (ExtractedItem) throws -> Void) throws -> [String]

    /// - Returns: what was wrong with a part of it.
    /// - Throws: `NearestError.unreadable` when it is no letter; what `emit` throws.
    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        let composer = DocumentComposer(limits: source.limits)
        let letter = try Self.letter(source, into: composer)
        var problems = letter.problems
        if !letter.attachments.isEmpty {
            let names = letter.attachments.map(\.name).joined(separator: ", ")
            composer.addLines(Array("Attachments: \(names)".utf8))
        }
        var item = ExtractedItem(document: composer.finished())
        describe(&item, letter.header)
        if item.document.isBlank { throw source.unreadable("holds no text") }
        try emit(item)
        var parts = PictureParts(source: source)
        for attachment in letter.attachments {
            try source.cancellation.check()
            let bytes = attachment.bytes
            if ImageDecoder.recognises(bytes) {
                let words = attachment.contentID.flatMap { letter.words[$0] } ?? []
                try parts.emit(attachment.name, bytes, shown: ShownPictures.Shown(words: words), to: emit)
            } else {
                try readDocument(attachment.name, bytes, &problems, emit: emit)
            }
        }
        return problems.list + parts.problems.list
    }

    /// An attachment's bytes; nil where the letter has none of this name.
    static func attachment(_ name: String, of source: SourceFile) throws -> [UInt8]? {
        try letter(source, into: DocumentComposer(limits: source.limits)).attachments
            .first { $0.name == name }?.bytes
    }

    private static func letter(_ source: SourceFile, into composer: DocumentComposer) throws -> LetterParser {
        var letter = LetterParser(try source.readWhole(), composer: composer, cancellation: source.cancellation)
        let isLetter = ["from", "to", "date", "subject", "received", "content-type", "message-id", "mime-version"]
            .contains { !letter.header.text($0).isEmpty }
        if !isLetter { throw source.unreadable("is no letter: it has no header") }
        try letter.run()
        return letter
    }

    private func describe(_ item: inout ExtractedItem, _ header: LetterHeader) {
        let subject = header.text("subject")
        item.title = subject.isEmpty ? nil : subject
        for name in ["subject", "from", "to", "cc", "date"] where !header.text(name).isEmpty {
            item.metadata.append(MetadataField(name, header.text(name)))
        }
    }

    /// What is a document becomes an item without the pictures in it.
    private func readDocument(
        _ name: String, _ bytes: [UInt8], _ problems: inout ProblemList, emit: (ExtractedItem) throws -> Void
    ) throws {
        let kind = FileKind(of: CorpusPath(name), head: Array(bytes.prefix(FileKind.headLength)))
        guard kind.canBeAttached, !bytes.isEmpty else { return }
        var attached = source
        attached.content = bytes
        do {
            let found = try readAttached(attached, kind) { item in
                if item.part != nil || item.record != nil { return }
                var item = item
                item.part = name
                if item.title == nil { item.title = name }
                try emit(item)
            }
            found.forEach { problems.add("\(PlainText.oneLine(name)): \($0)") }
        } catch let error as NearestError where error.code == .unreadable {
            problems.add("\(PlainText.oneLine(name)): \(error.problem)")
        }
    }
}
