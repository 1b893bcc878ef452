/// Takes a response's body as it comes.
///
/// Calls come in order, from the connection's thread. What `receive` takes long for slows the sender down, so a
/// body is never held in memory by waiting.
protocol BodySink: Sendable {
    /// - Throws: to have no body.
    func begin(_ head: WebHead) throws

    func receive(_ bytes: UnsafeRawBufferPointer) throws
}
