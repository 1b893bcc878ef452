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

    /// What messages call it, shortened where it is long.
    package var name: String { Self.name(typed) }

    private var typed: String {
        switch self {
        case .text(let typed), .file(let typed): typed
        }
    }

    /// Characters of a query that a message repeats.
    private static let charactersShown = 60

    /// The beginning of what was typed, for a message; of a path also its end, where the file's own name stands.
    static func name(_ typed: some StringProtocol) -> String {
        let start = typed.prefix(charactersShown)
        if start.endIndex == typed.endIndex { return String(start) }
        guard beginnings.contains(where: { typed.utf8.starts(with: $0.utf8) }) else { return start + "…" }
        return typed.prefix(charactersShown / 3) + "…" + typed.suffix(charactersShown * 2 / 3)
    }
}
