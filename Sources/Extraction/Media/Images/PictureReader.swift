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

    /// A TIFF of more pages is a book.
    private static let mostPages = 200

    /// Hands over the picture that the file is, with what its sidecars say; the further pages of a TIFF are parts.
    ///
    /// - Returns: what was wrong with sidecars and further pages.
    /// - Throws: `NearestError.unreadable`; what `emit` throws.
    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        let (said, problems) = try SidecarReader(source: source).metadata()
        return try withFile { input, bytes in
            let header = try ImageDecoder.header(of: input, named: source.name)
            try emit(item(of: input, header: header, bytes: bytes, said: said))
            return try problems + readPages(of: input, after: header, emit: emit)
        }
    }

    private func readPages(
        of input: PictureInput, after first: PictureHeader, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        guard first.format == "TIFF", first.pages > 1 else { return [] }
        var problems: [String] = []
        for page in 1..<min(first.pages, Self.mostPages) {
            do {
                let input = input.at(page: page)
                var header = try ImageDecoder.header(of: input, named: source.name)
                // Thumbnails, and the smaller copies that a pyramid holds, are no pages.
                guard header.width * 2 > first.width, header.height * 2 > first.height else { continue }
                // What the file says is said of its first page.
                (header.exif, header.iptc, header.xmp) = ([], nil, nil)
                header.pages = 1
                var item = try item(of: input, header: header, bytes: RandomBytes([]), said: PictureMetadata())
                item.part = "page \(page + 1)"
                item.page = page + 1
                try emit(item)
            } catch let error as NearestError where error.code == .unreadable {
                problems.append("page \(page + 1): \(error.problem)")
            }
        }
        if first.pages > Self.mostPages {
            problems.append("the pages behind \(Self.mostPages) are left out: they are too many")
        }
        return problems
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
        let header = try ImageDecoder.header(of: .bytes(bytes), named: source.name)
        var item = try item(of: .bytes(bytes), header: header, bytes: RandomBytes(bytes), said: said)
        item.part = part
        item.page = page
        return item
    }

    /// The pixels for an encoder.
    ///
    /// - Parameter part: of the picture inside the file; nil for the file itself.
    func pixels(part: String?) throws -> PixelImage {
        let page = try part.map { try pageIndex(named: $0) } ?? 0
        if let part, page == nil {
            return try ImageDecoder.decode(fileAt: FileParts(source: source).bytes(of: part), named: source.name)
        }
        return try withFile { input, _ in
            let input = input.at(page: page ?? 0)
            let header = try ImageDecoder.header(of: input, named: source.name)
            return try ImageDecoder.decode(input, header: header, named: source.name)
        }
    }

    /// The page of a TIFF that a part is, counted from 0; nil for a part of another kind of file.
    private func pageIndex(named part: String) throws -> Int? {
        guard part.hasPrefix("page "), let page = Int(part.dropFirst(5)), page > 1,
            ImageDecoder.recognises(try source.open().read(FileKind.headLength))
        else { return nil }
        return page - 1
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

    private func item(
        of input: PictureInput, header: PictureHeader, bytes: RandomBytes, said: PictureMetadata
    ) throws -> ExtractedItem {
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
            case "", "description", "comment", "caption":
                if !FileComments.areOfProgram(text) { metadata.captions.append(text) }
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
