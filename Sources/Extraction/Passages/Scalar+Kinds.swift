extension Unicode.Scalar {
    /// Unicode's White_Space. The zero-width space is none.
    var isSpace: Bool {
        if value < 0x80 {
            return value == 0x20 || (value >= 0x09 && value <= 0x0D) || (value >= 0x1C && value <= 0x1F)
        }
        if value < 0x1680 { return value == 0x85 || value == 0xA0 }
        return properties.isWhitespace
    }

    /// What ends a line: line feed, form feed, and Unicode's line and paragraph separators.
    var endsLine: Bool {
        value == 0x0A || value == 0x0B || value == 0x0C || value == 0x85 || value == 0x2028 || value == 0x2029
    }

    var isLetter: Bool {
        if value < 0x80 { return (value | 0x20) >= 0x61 && (value | 0x20) <= 0x7A }
        return properties.isAlphabetic
    }

    var isLower: Bool {
        if value < 0x80 { return value >= 0x61 && value <= 0x7A }
        return properties.isLowercase
    }

    var isUpper: Bool {
        if value < 0x80 { return value >= 0x41 && value <= 0x5A }
        return properties.isUppercase
    }

    var isDigit: Bool {
        if value < 0x80 { return value >= 0x30 && value <= 0x39 }
        return properties.generalCategory == .decimalNumber
    }

    /// The scalar belongs to the character before it: a combining mark, a variation selector, a joiner.
    var extendsCharacter: Bool {
        value >= 0x300 && (value == 0x200D || properties.isGraphemeExtend)
    }
}
