import FileAccess
import NearestCore

/// A picture as an item: the file itself, or one inside a document.
struct PictureReader {
    let source: SourceFile

    /// The longer side of a thumbnail in pixels, and its quality as JPEG counts it.
    private static let thumbnailLongest = 256
    private static let thumbnailQuality = 75
    /// Larger files are decoded where they lie.
    private static let greatestInMemory: Int64 = 64 << 20
    /// A drawing is text, and no longer than this.
    private static let greatestDrawing = 16 << 20

    /// The picture that the file is, with what its sidecars say.
    ///
    /// - Returns: the item, and what was wrong with sidecars.
    /// - Throws: `NearestError.unreadable`.
    func read() throws -> (ExtractedItem, [String]) {
        let (said, problems) = try SidecarReader(source: source).metadata()
        return try withFile { input, bytes in
            (try item(of: input, bytes: bytes, said: said), problems)
        }
    }

    /// A picture in memory.
    ///
    /// - Parameters:
    ///   - part: what it is called inside its file, and `page` where it stands there; nil for the file itself.
    ///   - caption: what the file writes beside it.
    /// - Throws: `NearestError.unreadable` when it cannot be decoded.
    func item(of bytes: [UInt8], part: String?, page: Int?, caption: String? = nil) throws -> ExtractedItem {
        var said = PictureMetadata()
        if let caption = PictureMetadata.clean(caption) { said.captions = [caption] }
        var item = try item(of: .bytes(bytes), bytes: RandomBytes(bytes), said: said)
        item.part = part
        item.page = page
        return item
    }

    /// The pixels for an encoder.
    ///
    /// - Parameter part: of the picture inside the file; nil for the file itself.
    func pixels(part: String?) throws -> PixelImage {
        if let part {
            return try ImageDecoder.decode(fileAt: FileParts(source: source).bytes(of: part), named: source.name)
        }
        return try withFile { input, _ in
            let header = try ImageDecoder.header(of: input, named: source.name)
            return try ImageDecoder.decode(input, header: header, named: source.name)
        }
    }

    /// Opens the file, in memory where it is small.
    private func withFile<R>(_ body: (PictureInput, RandomBytes) throws -> R) throws -> R {
        let file = try source.open()
        let head = try file.read(64)
        // The reader of BMP takes all bytes at once.
        if file.size <= Self.greatestInMemory || BitmapDecoder.recognises(head) {
            let bytes = try source.readWhole()
            return try body(.bytes(bytes), RandomBytes(bytes))
        }
        let descriptor = file.descriptor
        let bytes = RandomBytes(count: Int(file.size)) { Self.read(descriptor, $0) }
        return try body(.descriptor(descriptor), bytes)
    }

    private static func read(_ descriptor: Int32, _ range: Range<Int>) -> [UInt8]? {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            filled = max(
                0, RegularFile.read(descriptor, into: UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound))
        }
    }

    private func item(of input: PictureInput, bytes: RandomBytes, said: PictureMetadata) throws -> ExtractedItem {
        let header = try ImageDecoder.header(of: input, named: source.name)
        try source.cancellation.check()
        // Decoding at the size that words are read at also shows whether the file is whole.
        let longest = header.isDrawing ? ImageDecoder.longestOfDrawing : TextRecognizer.longest
        let image = try ImageDecoder.view(input, longest: longest, named: source.name)
        try source.cancellation.check()
        var metadata = said
        metadata.merge(Self.metadata(in: header, bytes: bytes))
        var item = ExtractedItem(title: metadata.title)
        item.pieces = [NativePiece(modality: .image, place: .whole)]
        item.metadata = [MetadataField("size", "\(header.width) × \(header.height)")]
        item.metadata.append(MetadataField("format", header.format))
        if header.pages > 1 { item.metadata.append(MetadataField("pictures", "\(header.pages)")) }
        item.metadata += metadata.fields
        item.texts = metadata.texts
        let words = header.isDrawing ? "" : TextRecognizer.shared.read(image).text
        if !words.isEmpty { item.texts.append(EvidenceText(modality: .image, evidence: .ocr, text: words)) }
        let isSmall = max(image.width, image.height) <= Self.thumbnailLongest
        let small = isSmall ? image : ImageDecoder.resized(image, longest: Self.thumbnailLongest)
        item.thumbnail = small.flatMap { ImageDecoder.jpeg(of: $0, quality: Self.thumbnailQuality) }
        return item
    }

    /// What was said last counts most: XMP, which programs for photographs write, before IPTC, and the camera's
    /// EXIF after both.
    private static func metadata(in header: PictureHeader, bytes: RandomBytes) -> PictureMetadata {
        var metadata = header.xmp.map { XMPReader.metadata(in: $0) } ?? PictureMetadata()
        if let iptc = header.iptc { metadata.merge(IPTCReader.metadata(in: iptc)) }
        let exif = header.exif.map { RandomBytes($0) } ?? (header.format == "TIFF" ? bytes : nil)
        if let exif { metadata.merge(ExifReader.metadata(in: exif)) }
        metadata.merge(comments(in: header, bytes: bytes))
        if header.isDrawing { metadata.merge(drawingWords(bytes)) }
        return metadata
    }

    private static func comments(in header: PictureHeader, bytes: RandomBytes) -> PictureMetadata {
        var metadata = PictureMetadata()
        for (keyword, text) in header.comments + FileComments.read(bytes, format: header.format) {
            guard let text = PictureMetadata.clean(text) else { continue }
            switch keyword.lowercased() {
            case "title": metadata.title = text
            case "author", "artist": metadata.creators.append(text)
            case "copyright": metadata.rights = text
            case "", "description", "comment", "caption": metadata.captions.append(text)
            case "keywords": metadata.keywords += text.split(separator: ",").map { PictureText.trimmed($0) }
            default: break
            }
        }
        return metadata
    }

    private static func drawingWords(_ bytes: RandomBytes) -> PictureMetadata {
        guard bytes.count <= greatestDrawing, let text = bytes.bytes(at: 0, count: bytes.count) else {
            return PictureMetadata()
        }
        let words = DrawingWords.read(text)
        var metadata = PictureMetadata()
        metadata.title = PictureMetadata.clean(words.title)
        metadata.captions = (words.descriptions + [words.labels.joined(separator: "\n")])
            .compactMap { PictureMetadata.clean($0) }
        return metadata
    }
}
