import NearestCore

/// A picture as an item: the file itself, or one inside a document.
struct PictureReader {
    let source: SourceFile

    /// The picture that the file is.
    ///
    /// - Throws: `NearestError.unreadable`.
    func read() throws -> ExtractedItem {
        try item(of: source.readWhole(), part: nil, page: nil)
    }

    /// A picture in memory.
    ///
    /// - Parameters:
    ///   - part: what it is called inside its file, and `page` where it stands there; nil for the file itself.
    /// - Throws: `NearestError.unreadable` when it cannot be decoded.
    func item(of bytes: [UInt8], part: String?, page: Int?) throws -> ExtractedItem {
        let picture = try ImageDecoder.decode(fileAt: bytes, named: source.name)
        var item = ExtractedItem(part: part, page: page)
        item.pieces = [NativePiece(modality: .image, place: .whole)]
        item.metadata = [MetadataField("size", "\(picture.width) × \(picture.height)")]
        return item
    }
}
