/// The stage that cuts what is longer than a model can read. Where to cut is the file's, how long is the caller's.
struct Truncation: Sendable {
    /// The side that tokens are dropped from.
    enum Side: String, Sendable {
        case right = "Right"
        case left = "Left"
    }

    let side: Side

    /// - Parameter node: the `truncation` of a tokenizer; nil where it has none.
    init(_ node: ConfigurationNode?) throws {
        guard let direction = node?.child("direction") else {
            side = .right
            return
        }
        let name = try direction.string()
        guard let side = Side(rawValue: name) else { throw direction.unknownKind(name) }
        self.side = side
    }
}
