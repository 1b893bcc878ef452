import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Why no complete response came.
enum TransportFailure: Error {
    /// Nothing came for too long, or not all in time.
    case timedOut
    /// The body is longer than what is asked for can be, in bytes.
    case tooLarge(limit: Int)
    /// No connection came about.
    case unreachable(String)
    /// A connection that broke off; the system's or the library's words.
    case broken(String)
    /// The request itself cannot be sent.
    case invalid(String)

    init(_ error: any Error) {
        switch error {
        case let error as TransportFailure:
            self = error
        case let error as HTTPClientError where Self.timeouts.contains(error):
            self = .timedOut
        case let error as HTTPClientError where Self.cuts.contains(error):
            self = .broken("the connection was cut")
        case let error as HTTPClientError where error == .connectTimeout:
            self = .unreachable("no connection came about in time")
        case let error as HTTPParserError where error == .invalidEOFState:
            self = .broken("the connection was cut")
        case is HTTPParserError:
            // The same again would come of another attempt.
            self = .invalid("its answer is not valid HTTP")
        case let error as HTTPClientError:
            // Never the error's own text: some hold header values.
            self = .broken(error.shortDescription)
        case let error as NIOConnectionError:
            let isUnknown = error.dnsAError != nil || error.dnsAAAAError != nil
            let reason = error.connectionErrors.first.map { Self.words(for: $0.error) }
            self = .unreachable(reason ?? (isUnknown ? "the host's address cannot be found" : "no connection"))
        case let error as IOError where Self.obstacles.contains(error.errnoCode):
            self = .unreachable(Self.words(for: error))
        default:
            let reason = Self.words(for: error)
            // Of the library for TLS, which has no code for it.
            self =
                reason.contains("CERTIFICATE_VERIFY_FAILED")
                ? .invalid("its certificate is none that this machine trusts") : .broken(reason)
        }
    }

    private static let timeouts: [HTTPClientError] = [
        .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
        .httpProxyHandshakeTimeout,
    ]

    private static let cuts: [HTTPClientError] = [.remoteConnectionClosed, .uncleanShutdown]

    /// What keeps a connection from coming about.
    private static let obstacles = [ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, ENETDOWN, ETIMEDOUT]

    private static func words(for error: any Error) -> String {
        guard let error = error as? IOError else { return String(describing: error) }
        if error.errnoCode == ECONNREFUSED { return "the connection was refused" }
        return String(cString: strerror(error.errnoCode)).lowercased()
    }

    /// As a clause.
    var problem: String {
        switch self {
        case .timedOut: "no answer came in time"
        case .tooLarge(let limit): "the answer is longer than \(limit) bytes"
        case .unreachable(let reason), .broken(let reason): reason
        case .invalid(let reason): reason
        }
    }

    /// The failure of a request that went through a proxy: what did not come about may be the connection to that.
    func through(_ proxy: ProxySettings.Server?) -> TransportFailure {
        guard let proxy else { return self }
        let place = "by the proxy \(proxy.host):\(proxy.port): "
        switch self {
        case .unreachable(let reason): return .unreachable(place + reason)
        case .broken(let reason): return .broken(place + reason)
        case .timedOut, .tooLarge, .invalid: return self
        }
    }

    /// Whether the same request may succeed later.
    var isTransient: Bool {
        switch self {
        case .timedOut, .unreachable, .broken: true
        case .tooLarge, .invalid: false
        }
    }
}
