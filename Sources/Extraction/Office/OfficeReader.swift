import NearestCore

/// DOCX, PPTX and XLSX: what the archive holds decides, not the name.
struct OfficeReader {
    let source: SourceFile

    /// Hands on the document, then its pictures.
    ///
    /// - Returns: what was wrong with a part of it.
    /// - Throws: `NearestError.unreadable` when nothing of it can be read; what `emit` throws.
    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        let package = try OfficePackage(source)
        var content: DocumentContent
        switch package.content {
        case .word: content = try WordReader(package: package).read()
        case .slides: content = try SlidesReader(package: package).read()
        case .sheets: content = try SheetsReader(package: package).read()
        }
        content.properties = try package.properties()
        content.problems.insert(contentsOf: package.archive.problems, at: 0)
        return try content.emit(from: package.archive, to: emit)
    }
}
