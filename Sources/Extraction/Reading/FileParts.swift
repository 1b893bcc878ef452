import NearestCore

/// Takes items out of the files that hold them: a picture of a document, an attachment of a letter.
struct FileParts {
    let source: SourceFile

    /// The bytes of a part, by the name that reading gave it.
    ///
    /// - Throws: `NearestError.unreadable` when the file no longer holds it.
    func bytes(of part: String) throws -> [UInt8] {
        throw source.unreadable("no longer holds \(PlainText.oneLine(part))")
    }
}
