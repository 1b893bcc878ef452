import AsyncHTTPClient
import Foundation
import Inference
import NearestCore

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

    /// By scheme, the variable whose proxy is of a kind that is not spoken here. To go past it would be to ignore
    /// what the user, or the network, wants.
    var unusable: [String: String] = [:]

    static let none = ProxySettings()

    /// - Parameter environment: a variable's value; nil where it is unset or empty.
    static func standard(environment: (String) -> String? = UserFolders.environment) -> ProxySettings {
        func value(_ name: String) -> (name: String, text: String)? {
            if let text = environment(name) { return (name, text) }
            // The upper-case `HTTP_PROXY` is left out: a web server's programs can be given it from outside.
            if name == "http_proxy" { return nil }
            return environment(name.uppercased()).map { (name.uppercased(), $0) }
        }
        var settings = ProxySettings()
        settings.direct = (value("no_proxy")?.text ?? "").lowercased()
            .split { $0 == "," || $0.isWhitespace }.map(String.init)
        for scheme in ["http", "https"] {
            guard let named = value("\(scheme)_proxy") ?? value("all_proxy") else { continue }
            let server = Server(named.text)
            if server == nil { settings.unusable[scheme] = named.name }
            if scheme == "http" { settings.forHTTP = server } else { settings.forHTTPS = server }
        }
        return settings
    }

    /// - Returns: nil for a direct connection.
    /// - Throws: `NearestError(.invalidArgument)` that names the variable whose proxy cannot be used; its value may
    ///   hold a password and is not told.
    func server(for origin: WebAddress.Origin) throws -> Server? {
        let isDirect = direct.contains { entry in
            let name = entry.drop { $0 == "." }
            return entry == "*" || origin.host == name || origin.host.hasSuffix(".\(name)")
        }
        if isDirect { return nil }
        if let variable = unusable[origin.scheme] {
            throw NearestError(
                .invalidArgument, variable, "the proxy that it names cannot be used",
                remedy: "Name one for HTTP, such as http://proxy.example:3128, or list \(origin.host) in no_proxy.")
        }
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
