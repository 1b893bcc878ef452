/// What programs write into the comment of a picture's file about themselves, in place of words about the picture.
enum ProgramRemark {
    /// In lower case, how such comments begin: GIMP, GD, LEADTOOLS, FFmpeg, Adobe's programs, and those that make
    /// pictures small for the web.
    private static let beginnings = [
        "acd systems", "cmp3.", "compressed by", "compressed with", "created with gimp", "created with the gimp",
        "creator: gd-jpeg", "creator: xv", "file source:", "file written by", "gif edited with", "gif made with",
        "handmade software", "intel(r) ipp", "intel(r) jpeg", "jpeg encoder", "lavc", "lead technologies",
        "optimized by", "optimized using", "optimized with", "resized on", "software:", "ulead systems",
        "xv version",
    ]

    /// - Parameter text: a whole comment.
    static func isOne(_ text: String) -> Bool {
        let start = text.prefix(32).lowercased()
        return text.utf8.count < 200 && beginnings.contains { start.hasPrefix($0) }
    }
}
