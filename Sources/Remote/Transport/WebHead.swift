import NIOHTTP1

/// A response without its body, which went elsewhere as it came.
struct WebHead: Sendable {
    var status: Int
    var headers: HTTPHeaders

    func header(_ name: String) -> String? { headers.first(name: name) }

    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }

    /// Whether the same request may succeed later: too many requests, or a server in trouble.
    var isTransient: Bool { status == 408 || status == 429 || (500...599).contains(status) }
}
