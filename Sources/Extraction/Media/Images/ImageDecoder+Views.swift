import CVips
import NearestCore

/// Headers, and pictures of other sizes.
extension ImageDecoder {
    /// What a file says of its picture.
    ///
    /// - Throws: `NearestError(.unreadable)` for a file that is no picture, and for a picture over `greatestPicture`.
    static func header(of input: PictureInput, named path: CorpusPath) throws -> PictureHeader {
        if case .bytes(let bytes) = input.content {
            if bytes.isEmpty {
                throw NearestError(
                    .unreadable, path.display, "the file is empty", remedy: "Its source may have it whole.")
            }
            if BitmapDecoder.recognises(bytes) { return try bitmapHeader(bytes, named: path) }
        }
        var found = cvips_header()
        let fields = FieldCollector()
        try call(path) { words, count in
            input.with { input in
                cvips_inspect(
                    input, &found, FieldCollector.take, Unmanaged.passUnretained(fields).toOpaque(), words, count)
            }
        }
        let name = withUnsafeBytes(of: found.format) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let format = ["Nsgif": "GIF", "Heif": "HEIF", "Jp2k": "JPEG 2000", "Jxl": "JPEG XL", "Webp": "WebP"][name]
        let isTurned = found.is_turned != 0
        var header = PictureHeader(
            width: Int(isTurned ? found.height : found.width), height: Int(isTurned ? found.width : found.height),
            pages: max(1, Int(found.pages)), isDrawing: found.is_drawing != 0, format: format ?? name.uppercased())
        header.exif = fields.exif
        header.iptc = fields.iptc
        header.xmp = fields.xmp
        header.comments = fields.comments
        try checkSize(header, named: path)
        return header
    }

    /// The picture smaller, upright, in sRGB, on white: line by line, in memory that does not grow with it, but for
    /// formats that cannot be read so (interlaced PNG, progressive JPEG).
    ///
    /// - Parameter longest: of the longer side; only drawings are made larger.
    static func view(_ input: PictureInput, longest: Int, named path: CorpusPath) throws -> PixelImage {
        if case .bytes(let bytes) = input.content, BitmapDecoder.recognises(bytes) {
            let image = try decode(fileAt: bytes, named: path)
            return max(image.width, image.height) > longest ? resized(image, longest: longest) ?? image : image
        }
        var picture = cvips_picture()
        defer { cvips_free(&picture) }
        try call(path) { words, count in
            input.with { cvips_view($0, Int32(clamping: longest), &picture, words, count) }
        }
        guard let image = image(of: picture) else { throw damaged(path, "it has no pixels") }
        return image
    }

    /// A picture whose longer side has `longest` pixels; nil when there is no memory for it.
    static func resized(_ image: PixelImage, longest: Int) -> PixelImage? {
        var picture = cvips_picture()
        defer { cvips_free(&picture) }
        let status = image.pixels.withUnsafeBufferPointer { pixels in
            pixels.baseAddress.map {
                cvips_resize(
                    $0, Int32(clamping: image.width), Int32(clamping: image.height), Int32(clamping: longest),
                    &picture)
            }
        }
        return status == CVIPS_OK ? Self.image(of: picture) : nil
    }

    /// A picture as a JPEG that says nothing but its pixels.
    ///
    /// - Parameter quality: 1 to 100.
    static func jpeg(of image: PixelImage, quality: Int) -> [UInt8]? {
        var picture = cvips_picture()
        defer { cvips_free(&picture) }
        let status = image.pixels.withUnsafeBufferPointer { pixels in
            pixels.baseAddress.map {
                cvips_jpeg(
                    $0, Int32(clamping: image.width), Int32(clamping: image.height), Int32(clamping: quality),
                    &picture)
            }
        }
        guard status == CVIPS_OK, let data = picture.data else { return nil }
        return Array(UnsafeBufferPointer(start: data, count: Int(picture.width)))
    }

    private static func image(of picture: cvips_picture) -> PixelImage? {
        guard let data = picture.data, picture.width > 0, picture.height > 0, picture.channels == 3 else {
            return nil
        }
        let count = Int(picture.width) * Int(picture.height) * 3
        return PixelImage(
            width: Int(picture.width), height: Int(picture.height),
            pixels: Array(UnsafeBufferPointer(start: data, count: count)))
    }

    private static func bitmapHeader(_ bytes: [UInt8], named path: CorpusPath) throws -> PictureHeader {
        guard let bitmap = BitmapDecoder(bytes) else {
            throw NearestError(
                .unreadable, path.display, "the picture is a kind of BMP that is not read here",
                remedy: "Convert it to PNG or JPEG.")
        }
        let header = PictureHeader(width: bitmap.width, height: bitmap.height, format: "BMP")
        try checkSize(header, named: path, limit: pixelLimit)
        return header
    }

    private static func checkSize(
        _ header: PictureHeader, named path: CorpusPath, limit: Int = greatestPicture
    ) throws {
        // A drawing has whatever size it is drawn at.
        if header.isDrawing || header.width * header.height <= limit { return }
        throw NearestError(
            .unreadable, path.display,
            "the picture has \(header.width) × \(header.height) pixels, more than \(limit)",
            remedy: "Make a smaller copy of it.")
    }
}

/// Gathers what the library hands over of a header, up to a bound: a caption of more bytes is none.
private final class FieldCollector {
    var exif: [UInt8]?
    var iptc: [UInt8]?
    var xmp: [UInt8]?
    var comments: [(keyword: String, text: String)] = []
    private static let greatestField = 1 << 20
    private static let mostComments = 64

    static let take: cvips_take_field = { context, name, bytes, count in
        guard let context, count > 0, count <= greatestField else { return }
        let collector = Unmanaged<FieldCollector>.fromOpaque(context).takeUnretainedValue()
        collector.add(String(cString: name), Array(UnsafeBufferPointer(start: bytes, count: count)))
    }

    private func add(_ name: String, _ bytes: [UInt8]) {
        switch name {
        case "exif-data": exif = bytes
        case "iptc-data": iptc = bytes
        case "xmp-data": xmp = bytes
        default:
            if comments.count == Self.mostComments { return }
            let text = PictureText.string(of: bytes)
            // `png-comment-3-Title`, `gif-comment`.
            let parts = name.split(separator: "-", maxSplits: 3)
            comments.append((parts.count == 4 ? String(parts[3]) : "", text))
        }
    }
}
