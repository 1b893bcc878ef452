import NearestCore

/// Takes items out of the files that hold them: a picture of a document, an attachment of a letter.
struct FileParts {
    let source: SourceFile

    /// The bytes of a part, by the name that reading gave it.
    ///
    /// - Throws: `NearestError.unreadable` when the file no longer holds it.
    func bytes(of part: String) throws -> [UInt8] {
        let head = try source.open().read(FileKind.headLength)
        let bytes: [UInt8]? =
            switch FileKind(of: source.name, head: head) {
            case .pdf: try PDFPictures(source: source).bytes(of: part)
            case .docx, .pptx, .xlsx, .odt, .odp, .ods, .epub: try DocumentArchive.bytes(of: part, in: source)
            case .rtf: try RichTextReader(source: source).picture(part)
            case .email: try LetterReader.attachment(part, of: source)
            default: nil
            }
        if let bytes, !bytes.isEmpty { return bytes }
        throw source.unreadable("no longer holds \(PlainText.oneLine(part))")
    }
}
