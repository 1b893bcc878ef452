/// What programs write into the comment of a picture's file about themselves, in place of words about the picture.
enum ProgramRemark {
    /// In lower case, how such comments begin: GIMP, GD, LEADTOOLS, FFmpeg, Adobe's programs, and those that make
    /// pictures small for the web.
    private static let beginnings = [
        "created with", "created by", "creator: gd-jpeg", "cmp3.", "compressed by", "compressed with",
        "edited with",
        "file written by", "file source:", "handmade software", "intel(r) jpeg library", "intel(r) ipp",
        "jpeg encoder", "lavc", "lead technologies", "made with", "optimized by", "optimized using",
        "optimized with",
        "processed by", "produced by", "resized on", "software:", "xv version", "gif made", "built with",
    ]

    /// - Parameter text: a whole comment.
    static func isOne(_ text: String) -> Bool {
        let start = text.prefix(32).lowercased()
        return text.utf8.count < 200 && beginnings.contains { start.hasPrefix($0) }
    }
}
