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
        case let error as HTTPParserError where error == .invalidEOFState:
            self = .broken("the connection was cut")
        case let error as HTTPClientError:
            // Never the error's own text: some hold header values.
            self = .broken(error.shortDescription)
        case let error as NIOConnectionError:
            self = .unreachable(Self.words(for: error))
        case let error as IOError:
            self = .broken(error.description)
        default:
            self = .broken(String(describing: error))
        }
    }

    private static let timeouts: [HTTPClientError] = [
        .readTimeout, .writeTimeout, .connectTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout,
        .tlsHandshakeTimeout, .httpProxyHandshakeTimeout,
    ]

    private static let cuts: [HTTPClientError] = [.remoteConnectionClosed, .uncleanShutdown]

    private static func words(for error: NIOConnectionError) -> String {
        if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
            return "the host's address cannot be found"
        }
        let first = error.connectionErrors.first?.error
        if let first = first as? IOError, first.errnoCode == ECONNREFUSED { return "the connection was refused" }
        return first.map { String(describing: $0) } ?? "no connection"
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

    /// Whether the same request may succeed later.
    var isTransient: Bool {
        switch self {
        case .timedOut, .unreachable, .broken: true
        case .tooLarge, .invalid: false
        }
    }
}
