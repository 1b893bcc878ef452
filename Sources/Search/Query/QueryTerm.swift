/// What a query, or one term of a formula, is as it was typed: words, or the path of a file that may not exist.
package enum QueryTerm: Hashable, Sendable {
    case text(String)
    /// The path as it was typed, which begins with `./`, `../`, `~/` or `/`.
    case file(String)

    private static let beginnings = ["./", "../", "~/", "/"]

    /// Words that begin as a path does are a file.
    init(_ typed: String) {
        let isPath = typed != "/" && Self.beginnings.contains { typed.utf8.starts(with: $0.utf8) }
        self = isPath ? .file(typed) : .text(typed)
    }

    /// What messages call it: the beginning of a long one.
    package var name: String { Self.name(typed) }

    private var typed: String {
        switch self {
        case .text(let typed), .file(let typed): typed
        }
    }

    /// Characters of a query that a message repeats.
    private static let charactersShown = 60

    /// The beginning of what was typed, for a message.
    static func name(_ typed: some StringProtocol) -> String {
        let start = typed.prefix(charactersShown)
        return start.endIndex == typed.endIndex ? String(start) : start + "…"
    }
}
