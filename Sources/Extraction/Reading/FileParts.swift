import NearestCore

/// Takes items out of the files that hold them: a picture of a document, an attachment of a letter.
struct FileParts {
    let source: SourceFile

    /// The bytes of a part, by the name that reading gave it.
    ///
    /// - Throws: `NearestError.unreadable` when the file no longer holds it.
    func bytes(of part: String) throws -> [UInt8] {
        let head = try source.open().read(FileKind.headLength)
        let found: [UInt8]?
        switch FileKind(of: source.name, head: head) {
        case .pdf: found = try PDFPictures(source: source).bytes(of: part)
        default: found = nil
        }
        if let found { return found }
        throw source.unreadable("no longer holds \(PlainText.oneLine(part))")
    }
}
