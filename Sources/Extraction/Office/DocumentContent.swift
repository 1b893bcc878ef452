import NearestCore

/// What a reader of office documents found: the words, the pictures, and what was wrong.
struct DocumentContent {
    var document: StructuredText
    var heading: String?
    var properties = DocumentProperties()
    var pictures = ShownPictures()
    var problems: [String]

    /// - Parameter problems: of the parts that were read.
    init(_ composer: DocumentComposer, pictures: ShownPictures, problems: ProblemList, limits: ExtractionLimits) {
        document = composer.finished()
        heading = composer.firstHeading
        self.pictures = pictures
        self.problems = problems.list
        if composer.isFull {
            self.problems.append(
                "holds more than \(limits.maximumTextBytes >> 20) MiB of text; the rest is left out")
        }
    }

    /// Hands on the document, then its pictures.
    ///
    /// - Returns: what was wrong with a part of it.
    /// - Throws: `NearestError.unreadable` when it holds neither words nor pictures; what `emit` throws.
    func emit(from archive: DocumentArchive, to emit: (ExtractedItem) throws -> Void) throws -> [String] {
        var emitted = 0
        if !document.isBlank {
            try emit(item())
            emitted += 1
        }
        var parts = PictureParts(source: archive.source)
        try parts.emit(pictures, of: archive) { picture in
            emitted += 1
            try emit(picture)
        }
        if emitted == 0 {
            throw archive.source.unreadable(problems.first ?? parts.problems.list.first ?? "holds no text")
        }
        return problems + parts.problems.list
    }

    func item() -> ExtractedItem {
        var item = ExtractedItem(document: document)
        properties.describe(&item, heading: heading)
        return item
    }
}
