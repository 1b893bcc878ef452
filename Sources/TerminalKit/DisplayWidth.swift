/// How many cells of a terminal a text takes.
///
/// After Unicode's UAX #11 (East Asian Width), UTS #51 (emoji) and the habit of `wcwidth`: marks and format
/// controls take none, ideographs, kana, Hangul and emoji two. A grapheme cluster that is one emoji (joined by
/// ZWJ, toned, a flag, a keycap or asked for by U+FE0F) takes two cells, any other the sum of its scalars, since
/// that is where terminals put the cursor after it.
package enum DisplayWidth {
    /// The cells that `character` takes: 0 for a lone format control, else 1 or more.
    package static func of(_ character: Character) -> Int {
        if let ascii = character.asciiValue { return ascii < 0x20 || ascii == 0x7F ? 0 : 1 }
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if scalars.dropFirst().isEmpty {
            // A mark that has no letter to stand on is drawn on a dotted circle.
            return isMark(first) ? 1 : of(first)
        }
        if isEmojiSequence(scalars, first: first) { return 2 }
        let sum = scalars.reduce(0) { $0 + of($1) }
        return sum == 0 && scalars.contains(where: isMark) ? 1 : sum
    }

    /// The cells that `text` takes on one line.
    package static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The cells that one scalar takes: 0, 1 or 2.
    package static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 {
            return value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0xAD ? 0 : 1
        }
        if isJoiningJamo(value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator,
            .surrogate:
            return 0
        default:
            return isWide(scalar) ? 2 : 1
        }
    }

    /// Whether `scalar` is drawn on top of the one before it.
    package static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: !(0xFE00...0xFE0F).contains(scalar.value)
        default: false
        }
    }

    private static func isEmojiSequence(
        _ scalars: Character.UnicodeScalarView, first: Unicode.Scalar
    ) -> Bool {
        if (0x1F1E6...0x1F1FF).contains(first.value) { return true }
        let asksForEmoji = scalars.contains { $0.value == 0xFE0F || $0.value == 0x20E3 }
        if asksForEmoji { return first.properties.isEmoji }
        if first.properties.isEmojiPresentation { return true }
        return first.properties.isEmoji
            && scalars.contains { $0.value == 0x200D || $0.properties.isEmojiModifier }
    }

    /// Vowels and finals of Hangul, which compose with the initial before them.
    private static func isJoiningJamo(_ value: UInt32) -> Bool {
        (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value)
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 0x1100 { return false }
        return scalar.properties.isEmojiPresentation && !(0x1F1E6...0x1F1FF).contains(value)
            || wideRanges.contains { $0.contains(value) }
    }

    /// The blocks whose characters are wide or full-width (`EastAsianWidth.txt`, classes W and F) without the
    /// emoji, which the standard library knows.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
