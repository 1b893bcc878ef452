import CVips
import NearestCore

/// Files of pictures to pixels: JPEG, PNG, WebP, GIF, TIFF, HEIF, AVIF, JPEG 2000 and JPEG XL, by their content
/// and not by their name. Of a film in a file (GIF, WebP) the first picture counts.
///
/// Pixels are those that the models' reference gets, Pillow's `exif_transpose` and `convert("RGB")`, with one
/// exception: colours with a profile other than sRGB's become sRGB, where Pillow passes the profile over.
///
/// Each call decodes on the calling thread; several may run at the same time.
package enum ImageDecoder {
    /// Larger pictures are refused before any pixel is decoded: Pillow's own bound, about 540 MB of colours.
    package static let pixelLimit = 178_956_970

    /// The picture in a file.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - path: what errors call it.
    /// - Throws: `NearestError(.unreadable)` for a file that is no picture, is damaged, cut short or too large.
    package static func decode(fileAt bytes: [UInt8], named path: CorpusPath) throws -> PixelImage {
        guard !bytes.isEmpty else {
            throw NearestError(
                .unreadable, path.display, "the file is empty", remedy: "Its source may have it whole.")
        }
        var picture = cvips_picture()
        var message = [CChar](repeating: 0, count: 512)
        let status = bytes.withUnsafeBufferPointer { buffer in
            message.withUnsafeMutableBufferPointer { words in
                // Neither is empty, so both have addresses.
                guard let bytes = buffer.baseAddress, let text = words.baseAddress else { return CVIPS_BROKEN }
                return cvips_decode(bytes, buffer.count, Int64(pixelLimit), &picture, text, words.count)
            }
        }
        defer { cvips_free(&picture) }
        guard status == CVIPS_OK else { throw failure(status, picture, message, path) }
        guard let data = picture.data, picture.width > 0, picture.height > 0 else {
            throw NearestError(
                .unreadable, path.display, "the picture has no pixels", remedy: "Its source may have it whole.")
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
        if holds("RIFF", at: 0) && holds("WEBP", at: 8) { return true }
        let brands = ["heic", "heix", "heif", "mif1", "msf1", "avif", "avis"]
        return holds("ftyp", at: 4) && brands.contains { holds($0, at: 8) }
    }

    private static func failure(
        _ status: cvips_status, _ picture: cvips_picture, _ message: [CChar], _ path: CorpusPath
    ) -> NearestError {
        switch status {
        case CVIPS_MISSING:
            NearestError(
                .system, path.display, "the library that decodes pictures, libvips, is not on this machine",
                remedy: "Install the package libvips42; scripts/bootstrap does.")
        case CVIPS_UNKNOWN_FORMAT:
            NearestError(
                .unreadable, path.display, "it is no picture of a format that is known here",
                remedy: "Convert it to PNG or JPEG.")
        case CVIPS_TOO_LARGE:
            NearestError(
                .unreadable, path.display,
                "the picture has \(picture.width) × \(picture.height) pixels, more than \(pixelLimit)",
                remedy: "Make a smaller copy of it.")
        default:
            NearestError(
                .unreadable, path.display, "the picture is damaged (\(words(message)))",
                remedy: "Its source may have it whole.")
        }
    }

    /// The first line of what the library said.
    private static func words(_ message: [CChar]) -> String {
        let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
        return PlainText.oneLine(line ?? "no details")
    }
}
