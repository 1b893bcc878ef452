/// What holds from an opening brace of an RTF file to its closing one.
struct RichTextGroup {
    /// What happens to the text in it.
    enum Destination: Hashable {
        case body, skipped, note, margin, styles, fonts, picture
        /// One of the fields of the file's properties.
        case property(String)
    }

    var destination = Destination.body
    /// Behind `\*`: the next word may be of a destination that nobody need know.
    var isIgnorable = false
    /// How many bytes stand behind each `\uN` for readers who do not know it.
    var fallback = 1
    var font: Int?
    var isHidden = false
    /// Inside of text that is deleted while changes are tracked.
    var isDeleted = false
}
