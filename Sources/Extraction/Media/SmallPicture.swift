import CFFmpeg
import NearestCore

/// Pictures made small enough to lie in the catalog, as JPEG.
enum SmallPicture {
    /// In pixels, along the longer side.
    static let longest = 256

    /// - Returns: nil where FFmpeg cannot write one.
    static func jpeg(_ picture: PixelImage) -> [UInt8]? {
        let scale = min(1, Double(longest) / Double(max(picture.width, picture.height)))
        let width = max(1, Int((Double(picture.width) * scale).rounded()))
        let height = max(1, Int((Double(picture.height) * scale).rounded()))
        // Three values a pixel are more than any JPEG has, but for its tables.
        let capacity = width * height * 3 + (64 << 10)
        var length: Int64 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
            length = picture.pixels.withUnsafeBufferPointer { colours in
                cff_jpeg(
                    colours.baseAddress, Int32(picture.width), Int32(picture.height), Int32(width), Int32(height),
                    buffer.baseAddress, capacity)
            }
            filled = max(0, Int(length))
        }
        return length > 0 ? bytes : nil
    }

    /// A small one of a picture's file, such as a record's cover; nil where it cannot be decoded.
    static func thumbnail(ofFile bytes: [UInt8]) -> [UInt8]? {
        guard let picture = try? ImageDecoder.decode(fileAt: bytes, named: CorpusPath("cover")) else { return nil }
        return jpeg(picture)
    }
}
