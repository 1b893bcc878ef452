/// Text from files, made safe to show.
///
/// A file may hold escape sequences that would move the cursor, rename the window or paste into the shell.
/// Whatever goes to a terminal passes through here first.
package enum PlainText {
    /// `text` with every control, bidirectional-override and separator character made visible: C0
    /// controls become their Unicode pictures (␛), the rest U+FFFD. Line breaks and tabs become pictures too.
    package static func visible(_ text: String) -> String {
        replacing(text) { _ in false }
    }

    /// As `visible`, but line feeds and tabs stay: for text that is laid out in lines afterwards.
    package static func visibleLines(_ text: String) -> String {
        replacing(text) { $0 == "\n" || $0 == "\t" }
    }

    /// `text` on one line: runs of white space become one space, controls become visible.
    package static func oneLine(_ text: String) -> String {
        visible(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    private static func replacing(_ text: String, keeping kept: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: { isUnsafe($0) && !kept($0) }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(isUnsafe(scalar) && !kept(scalar) ? picture(of: scalar) : scalar)
        }
        return String(result)
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Line and paragraph separators; embedding, override and isolate controls.
        case 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        default: "\u{FFFD}"
        }
    }
}
