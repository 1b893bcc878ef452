/// What is said, or shown as a subtitle, at a time.
struct TimedLine: Hashable {
    /// In seconds from the beginning.
    var start: Double
    /// Nil where nothing says so.
    var end: Double?
    var text: String
}
