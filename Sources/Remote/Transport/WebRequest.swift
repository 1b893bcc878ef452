import NIOHTTP1

/// One request, before it is known how it will travel.
struct WebRequest: Sendable {
    var method = HTTPMethod.GET
    var address: WebAddress
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]?

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
