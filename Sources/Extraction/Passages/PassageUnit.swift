/// The least that a passage is made of: a sentence, a line, or a part of one that is too long.
struct PassageUnit: Hashable, Sendable {
    /// In UTF-8 bytes of the document's text.
    var bytes: Range<Int>
    /// The same stretch in Unicode scalars.
    var scalars: Range<Int>
    /// The model's tokens in it.
    var tokens: Int
    var isHeading: Bool
}
