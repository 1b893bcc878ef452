/// Why a text is not JSON, and where.
struct JSONProblem: Error, Hashable {
    /// In bytes from the start of the text.
    var offset: Int
    /// Counted from 1.
    var line: Int
    /// A clause without a full stop.
    var problem: String
}
