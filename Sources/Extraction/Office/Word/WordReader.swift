import NearestCore

/// The words of a DOCX file: the body, then footnotes, endnotes, comments, and every header and footer once.
struct WordReader {
    let package: OfficePackage

    /// - Throws: `NearestError.unreadable` when the body cannot be read at all.
    func read() throws -> DocumentContent {
        let archive = package.archive
        let limits = archive.source.limits
        let composer = DocumentComposer(limits: limits)
        let references = try Relationships(of: package.main, in: archive)
        let styles = try WordStyles(references.targets(ofType: "styles").first, in: archive)
        var pictures = ShownPictures()
        var problems = ProblemList()
        func readPart(_ name: String, into composer: DocumentComposer) throws -> WordHandler {
            let handler = WordHandler(
                composer: composer, styles: styles, references: try Relationships(of: name, in: archive))
            if let problem = try archive.parse(name, with: handler) { problems.add(problem) }
            pictures.add(handler.pictures)
            return handler
        }
        let body = try readPart(package.main, into: composer)
        for type in ["footnotes", "endnotes", "comments"] {
            for name in references.targets(ofType: type) where archive.holds(name) {
                _ = try readPart(name, into: composer)
            }
        }
        var seen: Set<[UInt8]> = []
        for name in body.margins where archive.holds(name) {
            let margin = DocumentComposer(limits: limits)
            _ = try readPart(name, into: margin)
            let text = margin.finished()
            // A number alone is the page's.
            let hasWords = String(decoding: text.utf8, as: UTF8.self).unicodeScalars.contains(where: \.isLetter)
            if hasWords && seen.insert(text.utf8).inserted { composer.add(text) }
        }
        return DocumentContent(composer, pictures: pictures, problems: problems, limits: limits)
    }
}
