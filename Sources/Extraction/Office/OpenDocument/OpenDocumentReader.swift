import NearestCore

/// ODT, ODP and ODS. Of a presentation a slide is a page, of a table document a sheet.
struct OpenDocumentReader {
    let source: SourceFile

    /// Hands on the document, then its pictures.
    ///
    /// - Returns: what was wrong with a part of it.
    /// - Throws: `NearestError.unreadable` when nothing of it can be read; what `emit` throws.
    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        let archive = try DocumentArchive(source)
        guard archive.holds("content.xml") else {
            throw source.unreadable(archive.problems.first ?? "is an archive that holds no OpenDocument")
        }
        if try isEncrypted(archive) { throw source.unreadable("is encrypted and needs a password") }
        var problems = ProblemList()
        archive.problems.forEach { problems.add($0) }
        let composer = DocumentComposer(limits: source.limits)
        let handler = OpenDocumentHandler(composer: composer)
        do {
            if let problem = try archive.parse("content.xml", with: handler) { problems.add(problem) }
        } catch is SheetIsFull {}
        handler.finish()
        try readMargins(of: archive, into: composer)
        let properties = PropertiesHandler()
        if archive.holds("meta.xml") { _ = try archive.parse("meta.xml", with: properties) }
        var content = DocumentContent(
            composer, pictures: handler.pictures, problems: problems, limits: source.limits)
        content.properties = properties.properties
        return try content.emit(from: archive, to: emit)
    }

    private func isEncrypted(_ archive: DocumentArchive) throws -> Bool {
        if archive.members["content.xml"]?.isEncrypted == true { return true }
        guard archive.holds("META-INF/manifest.xml") else { return false }
        let manifest = Manifest()
        _ = try archive.parse("META-INF/manifest.xml", with: manifest)
        return manifest.isEncrypted
    }

    /// Headers and footers, each once, behind the text; slides have theirs in their master, which says nothing.
    private func readMargins(of archive: DocumentArchive, into composer: DocumentComposer) throws {
        guard archive.holds("styles.xml") else { return }
        let margins = MarginsHandler()
        _ = try archive.parse("styles.xml", with: margins)
        for text in margins.texts { composer.addParagraph(text) }
    }

    private final class Manifest: XMLHandler {
        var isEncrypted = false

        func start(_ name: String, _ attributes: XMLAttributes) {
            if name == "manifest:encryption-data" { isEncrypted = true }
        }

        func end(_ name: String) {}
    }
}
