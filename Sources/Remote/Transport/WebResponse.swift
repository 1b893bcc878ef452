/// A response whose body is small enough to be held.
struct WebResponse: Sendable {
    var head: WebHead
    var body: [UInt8]
}
