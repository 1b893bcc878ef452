/// Texts made to fit a width.
package enum Truncation {
    /// `text` if it fits, else its beginning and an ellipsis; never wider than `width`.
    package static func tail(_ text: String, to width: Int, ellipsis: String) -> String {
        if DisplayWidth.of(text) <= width { return text }
        let mark = prefix(ellipsis, to: width)
        return prefix(text, to: width - DisplayWidth.of(mark)) + mark
    }

    /// A path made to fit with its file name whole where there is room for it: folders give way from the
    /// middle, then from the front; then the name gives way in its middle, so that its extension stays.
    package static func path(_ path: String, to width: Int, ellipsis: String) -> String {
        if DisplayWidth.of(path) <= width { return path }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let name = String(parts.last ?? "")
        let shortest = "\(ellipsis)/\(name)"
        guard parts.count > 1, DisplayWidth.of(shortest) <= width else {
            return middle(name, to: width, ellipsis: ellipsis)
        }
        if let first = parts.first, parts.count > 2 {
            for kept in stride(from: parts.count - 2, through: 1, by: -1) {
                let candidate = "\(first)/\(ellipsis)/\(parts.suffix(kept).joined(separator: "/"))"
                if DisplayWidth.of(candidate) <= width { return candidate }
            }
        }
        return shortest
    }

    /// `text` if it fits, else its two ends around an ellipsis, the second end a little longer.
    package static func middle(_ text: String, to width: Int, ellipsis: String) -> String {
        if DisplayWidth.of(text) <= width { return text }
        let room = width - DisplayWidth.of(ellipsis)
        if room < 2 { return prefix(text, to: width) }
        let head = prefix(text, to: room / 2)
        return head + ellipsis + suffix(text, to: room - DisplayWidth.of(head))
    }

    /// The longest beginning of `text` that fits.
    package static func prefix(_ text: String, to width: Int) -> String {
        var used = 0
        let end = text.firstIndex {
            used += DisplayWidth.of($0)
            return used > width
        }
        return String(text[..<(end ?? text.endIndex)])
    }

    /// The longest end of `text` that fits.
    package static func suffix(_ text: String, to width: Int) -> String {
        var used = 0
        let reversed = text.reversed().prefix {
            used += DisplayWidth.of($0)
            return used <= width
        }
        return String(reversed.reversed())
    }
}
