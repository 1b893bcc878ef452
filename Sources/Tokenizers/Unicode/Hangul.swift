/// The arithmetic of Korean syllables (The Unicode Standard, section 3.12): they are computed, not listed.
enum Hangul {
    static let syllables: Range<UInt32> = 0xAC00..<0xAC00 + 11172

    private static let leading: UInt32 = 0x1100
    private static let vowels: UInt32 = 0x1161
    private static let trailing: UInt32 = 0x11A7
    private static let leadingCount: UInt32 = 19
    private static let vowelCount: UInt32 = 21
    private static let trailingCount: UInt32 = 28

    /// Calls `body` with the two or three letters of `syllable`.
    ///
    /// - Precondition: `syllable` is one of `syllables`.
    static func decompose(_ syllable: UInt32, _ body: (UInt32) -> Void) {
        let number = syllable &- syllables.lowerBound
        body(leading + number / (vowelCount * trailingCount))
        body(vowels + number % (vowelCount * trailingCount) / trailingCount)
        if number % trailingCount > 0 { body(trailing + number % trailingCount) }
    }

    /// The syllable of a leading consonant and a vowel, or of an open syllable and a trailing consonant.
    static func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if first &- leading < leadingCount, second &- vowels < vowelCount {
            return syllables.lowerBound
                + ((first - leading) * vowelCount + (second - vowels)) * trailingCount
        }
        let number = first &- syllables.lowerBound
        if syllables.contains(first), number % trailingCount == 0, second > trailing,
            second &- trailing < trailingCount
        {
            return first + (second - trailing)
        }
        return nil
    }
}
