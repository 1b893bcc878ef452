import Foundation

/// An absolute http or https address.
///
/// Where a request goes decides whether a secret may go with it, so the origin (scheme, host and port) is taken
/// apart once, here.
struct WebAddress: Hashable, Sendable {
    /// What a secret is given to (RFC 6454).
    struct Origin: Hashable, Sendable {
        var scheme: String
        var host: String
        var port: Int
    }

    let url: URL
    let origin: Origin

    /// - Returns: nil for what is not an http or https address with a host, or that carries a user's name or
    ///   password, which would end in messages.
    init?(_ text: String, relativeTo base: WebAddress? = nil) {
        guard let url = URL(string: text, relativeTo: base?.url)?.absoluteURL,
            let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = url.host?.lowercased(), !host.isEmpty, url.user == nil, url.password == nil
        else { return nil }
        self.url = url
        origin = Origin(scheme: scheme, host: host, port: url.port ?? (scheme == "https" ? 443 : 80))
    }

    var text: String { url.absoluteString }

    /// Host, and port where it is not the scheme's own.
    var hostAndPort: String { url.port.map { "\(origin.host):\($0)" } ?? origin.host }

    /// Without a slash at its end; empty for the root.
    var path: String {
        var path = url.path
        while path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// What stands behind the question mark, as it was written; nil without one.
    var query: String? {
        let whole = text.prefix { $0 != "#" }
        return whole.firstIndex(of: "?").map { String(whole[whole.index(after: $0)...]) }
    }

    /// The address one or more segments deeper, with `query` instead of its own; each segment is escaped, slashes in it included.
    func appending(_ segments: [String], query: String? = nil) -> WebAddress? {
        let whole = segments.map(Self.escaped).joined(separator: "/")
        var start = text.prefix { $0 != "?" && $0 != "#" }
        while start.hasSuffix("/") { start.removeLast() }
        return WebAddress("\(start)/\(whole)" + (query.map { "?\($0)" } ?? ""))
    }

    /// RFC 3986's unreserved characters stay, everything else is escaped.
    private static func escaped(_ segment: String) -> String {
        segment.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
