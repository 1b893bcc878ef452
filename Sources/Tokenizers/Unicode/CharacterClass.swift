/// What the stages ask of a Unicode scalar. The lower eight bits are those of `UnicodeTables.classRuns`.
struct CharacterClass: OptionSet, Sendable {
    let rawValue: UInt16

    static let whitespace = CharacterClass(rawValue: 1 << 0)
    /// What BERT's cleaning removes: controls, formats, private use, NUL and U+FFFD.
    static let unclean = CharacterClass(rawValue: 1 << 1)
    /// Mn: what BERT takes for an accent.
    static let accent = CharacterClass(rawValue: 1 << 2)
    /// M: what the StripAccents stage takes for one.
    static let mark = CharacterClass(rawValue: 1 << 3)
    static let punctuation = CharacterClass(rawValue: 1 << 4)
    static let numeric = CharacterClass(rawValue: 1 << 5)
    /// `\w` of a regular expression.
    static let word = CharacterClass(rawValue: 1 << 6)
    /// What BERT takes for a Chinese character, and stands alone.
    static let ideograph = CharacterClass(rawValue: 1 << 7)

    static let hasLowercase = CharacterClass(rawValue: 1 << 8)
    static let decomposes = CharacterClass(rawValue: 1 << 9)
    static let decomposesCompatibly = CharacterClass(rawValue: 1 << 10)
    /// Its canonical combining class is not 0, so that normalisation may move it.
    static let combines = CharacterClass(rawValue: 1 << 11)
}
