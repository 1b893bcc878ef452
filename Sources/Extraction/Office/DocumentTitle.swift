/// The title that a file carries in its properties.
enum DocumentTitle {
    /// - Returns: nil for what a program puts there by itself, and for what is too short or too long to be one.
    static func meaningful(_ title: String) -> String? {
        let title = PlainTextLine.trimmed(title)
        let lower = title.lowercased()
        let isProgramMade =
            lower.hasPrefix("microsoft ") || lower.hasPrefix("untitled") || lower.hasPrefix("powerpoint ")
            || [".doc", ".docx", ".tex", ".dvi", ".indd", ".pdf", ".ppt", ".pptx", ".qxd", ".fm", ".rtf"]
                .contains { lower.hasSuffix($0) }
            || lower.contains("\\") || lower.contains("/users/")
        let letters = title.unicodeScalars.reduce(0) { $0 + ($1.isLetter ? 1 : 0) }
        return isProgramMade || letters < 3 || title.unicodeScalars.count > 300 ? nil : title
    }
}
