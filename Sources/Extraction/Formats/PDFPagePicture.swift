/// A picture that stands on a page of a PDF.
struct PDFPagePicture: Hashable, Sendable {
    struct Size: Hashable, Sendable {
        var width: Int
        var height: Int
    }

    /// Counted from 1 on its page, in the order in which the page draws.
    var number: Int
    /// In pixels.
    var size: Size
    /// PNG, or JPEG where the PDF holds one.
    var bytes: [UInt8]
}
