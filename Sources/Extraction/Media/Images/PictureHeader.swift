/// What a file says of its picture before any pixel is decoded.
struct PictureHeader: Sendable {
    /// In pixels, upright.
    var width: Int
    var height: Int
    /// The pictures or pages in the file; the first is the one that is read.
    var pages = 1
    /// Whether it is drawn by commands (SVG) and has no pixels of its own.
    var isDrawing = false
    /// `JPEG`, `PNG`, …
    var format: String
    /// EXIF as the file carries it, with or without the six bytes that JPEG puts before it; nil where there is none.
    var exif: [UInt8]?
    /// IPTC, mostly inside Photoshop's blocks.
    var iptc: [UInt8]?
    var xmp: [UInt8]?
    /// Texts of PNG and GIF with their keywords: `Title`, `Description`, or nothing.
    var comments: [(keyword: String, text: String)] = []
}
