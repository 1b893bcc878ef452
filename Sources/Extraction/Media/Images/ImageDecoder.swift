import CVips
import NearestCore

/// Files of pictures to pixels: JPEG, PNG, WebP, GIF, BMP, TIFF, HEIF, AVIF, SVG, JPEG 2000 and JPEG XL, by their
/// content and not by their name. Of a film in a file (GIF, WebP) and of a book in a file (TIFF) the first picture
/// counts. A file that is cut short is refused, as Pillow refuses it.
///
/// Pixels are those that the models' reference gets, Pillow's `exif_transpose` and `convert("RGB")`, with these
/// exceptions: colours with a profile other than sRGB's become sRGB, where Pillow passes the profile over; pictures
/// that Pillow takes for too large come smaller; drawings are laid on white.
///
/// Each call decodes on the calling thread; several may run at the same time.
package enum ImageDecoder {
    /// The most pixels that are decoded as they are: Pillow's own bound, about 540 MB of colours.
    package static let pixelLimit = 178_956_970
    /// Pictures with more pixels are refused at their header: 34,641 × 34,641.
    package static let greatestPicture = 1_200_000_000
    /// The longer side of what is made of a picture over `pixelLimit`.
    package static let longestOfHuge = 4096
    /// The longer side of a drawing, which has no pixels of its own.
    static let longestOfDrawing = 1024

    /// The picture in a file.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - path: what errors call it.
    /// - Throws: `NearestError(.unreadable)` for a file that is no picture, is damaged, cut short or too large.
    package static func decode(fileAt bytes: [UInt8], named path: CorpusPath) throws -> PixelImage {
        try decode(.bytes(bytes), header: header(of: .bytes(bytes), named: path), named: path)
    }

    /// The picture that `header` tells of: each pixel, or a smaller one of a huge one.
    static func decode(_ input: PictureInput, header: PictureHeader, named path: CorpusPath) throws -> PixelImage {
        if header.isDrawing { return try view(input, longest: longestOfDrawing, named: path) }
        if header.width * header.height > pixelLimit {
            return try view(input, longest: longestOfHuge, named: path)
        }
        if header.format == "BMP" { return try bitmap(input, named: path) }
        var picture = cvips_picture()
        defer { cvips_free(&picture) }
        try call(path) { words, count in
            input.with { cvips_decode($0, Int64(pixelLimit), &picture, words, count) }
        }
        guard let data = picture.data, picture.width > 0, picture.height > 0 else {
            throw damaged(path, "it has no pixels")
        }
        let width = Int(picture.width)
        let height = Int(picture.height)
        let channels = Int(picture.channels)
        let values = UnsafeRawBufferPointer(
            start: data, count: width * height * channels * Int(picture.bytes_per_value))
        let reader = PixelReader(
            values: values, channels: channels, isWide: picture.bytes_per_value == 2, kind: picture.kind)
        return PixelImage(width: width, height: height, pixels: reader.colours(count: width * height))
    }

    /// Whether a file begins as pictures do, without looking further. An empty file does not.
    package static func recognises(_ bytes: [UInt8]) -> Bool {
        func holds(_ text: String, at place: Int) -> Bool { bytes.dropFirst(place).starts(with: text.utf8) }
        let signatures: [[UInt8]] = [
            [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47], Array("GIF8".utf8), [0x49, 0x49, 0x2A, 0],
            [0x4D, 0x4D, 0, 0x2A], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B], [0xFF, 0x4F, 0xFF, 0x51],
            [0xFF, 0x0A], [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20], [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20],
        ]
        if signatures.contains(where: { bytes.starts(with: $0) }) { return true }
        if BitmapDecoder.recognises(bytes) { return true }
        if holds("RIFF", at: 0) && holds("WEBP", at: 8) { return true }
        let brands = ["heic", "heix", "heif", "mif1", "msf1", "avif", "avis"]
        return holds("ftyp", at: 4) && brands.contains { holds($0, at: 8) }
    }

    private static func bitmap(_ input: PictureInput, named path: CorpusPath) throws -> PixelImage {
        guard case .bytes(let bytes) = input.content, let decoder = BitmapDecoder(bytes) else {
            throw damaged(path, "its kind of BMP is not read")
        }
        guard let pixels = decoder.colours() else { throw damaged(path, "the file ends before the picture does") }
        return PixelImage(width: decoder.width, height: decoder.height, pixels: pixels)
    }
}

extension ImageDecoder {
    /// Runs one call of the library and gives its refusal words.
    ///
    /// - Parameter body: is handed room for the library's own words.
    static func call(
        _ path: CorpusPath, _ body: (UnsafeMutablePointer<CChar>, Int) -> cvips_status
    ) throws {
        var message = [CChar](repeating: 0, count: 512)
        let status = message.withUnsafeMutableBufferPointer { words in
            // It is not empty, so it has an address.
            words.baseAddress.map { body($0, words.count) } ?? CVIPS_BROKEN
        }
        switch status {
        case CVIPS_OK: return
        case CVIPS_MISSING:
            throw NearestError(
                .system, path.display, "the library that decodes pictures, libvips, is not on this machine",
                remedy: "Install the package libvips42; scripts/bootstrap does.")
        case CVIPS_UNKNOWN_FORMAT:
            throw NearestError(
                .unreadable, path.display, "it is no picture of a format that is known here",
                remedy: "Convert it to PNG or JPEG.")
        default:
            let words = words(message)
            // Progressive JPEG and interlaced PNG are whole in memory while they are decoded.
            if words.lowercased().contains("of memory") || words.lowercased().contains("insufficient memory") {
                throw NearestError(
                    .unreadable, path.display, "the picture is too large for the memory that decoding it may take",
                    remedy: "Make a smaller copy of it, or one that is neither progressive nor interlaced.")
            }
            throw damaged(path, words)
        }
    }

    static func damaged(_ path: CorpusPath, _ reason: String) -> NearestError {
        NearestError(
            .unreadable, path.display, "the picture is damaged (\(reason))",
            remedy: "Its source may have it whole.")
    }

    /// The first line of what the library said.
    private static func words(_ message: [CChar]) -> String {
        let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
        return PlainText.oneLine(line ?? "no details")
    }
}
