import AsyncHTTPClient
import Foundation
import Inference

/// Which requests go through a proxy, as curl reads the environment: `https_proxy`, `http_proxy` and `all_proxy`
/// name it, `no_proxy` lists hosts that are reached directly. The HTTP client tunnels every request (`CONNECT`), those
/// of plain HTTP too, which some proxies allow for port 443 only.
struct ProxySettings: Hashable, Sendable {
    /// A proxy for HTTP.
    struct Server: Hashable, Sendable {
        var host: String
        var port: Int
        /// Percent-decoded; nil where the address names none.
        var user: String?
        var password: String?
    }

    var forHTTP: Server?
    var forHTTPS: Server?
    /// Hosts, domains with or without a leading dot, or `*`; in lower case.
    var direct: [String] = []

    static let none = ProxySettings()

    static func standard() -> ProxySettings {
        func value(_ name: String) -> String? {
            // The upper-case `HTTP_PROXY` is left out: a web server's programs can be given it from outside.
            UserFolders.environment(name)
                ?? (name == "http_proxy" ? nil : UserFolders.environment(name.uppercased()))
        }
        let all = value("all_proxy")
        return ProxySettings(
            forHTTP: (value("http_proxy") ?? all).flatMap(Server.init),
            forHTTPS: (value("https_proxy") ?? all).flatMap(Server.init),
            direct: (value("no_proxy") ?? "").lowercased().split { $0 == "," || $0.isWhitespace }.map(String.init))
    }

    /// - Returns: nil for a direct connection.
    func server(for origin: WebAddress.Origin) -> Server? {
        let isDirect = direct.contains { entry in
            let name = entry.drop { $0 == "." }
            return entry == "*" || origin.host == name || origin.host.hasSuffix(".\(name)")
        }
        if isDirect { return nil }
        return origin.scheme == "https" ? forHTTPS : forHTTP
    }
}

extension ProxySettings.Server {
    /// - Returns: nil for an address that names no HTTP proxy.
    init?(_ text: String) {
        guard let url = URL(string: text.contains("://") ? text : "http://\(text)"), let host = url.host,
            url.scheme == "http"
        else { return nil }
        self.init(
            host: host, port: url.port ?? 80, user: url.user?.removingPercentEncoding,
            password: url.password?.removingPercentEncoding)
    }

    var proxy: HTTPClient.Configuration.Proxy {
        .server(
            host: host, port: port,
            authorization: user.map { .basic(username: $0, password: password ?? "") })
    }
}
