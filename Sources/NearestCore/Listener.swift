/// What a network makes of recordings as they are read, so that hours of sound need no more memory than seconds.
///
/// Calls block for as long as the network computes. Implementations are safe to call from several threads.
package protocol Listener: Sendable {
    /// Samples a second that the network is made for.
    var rate: Int { get }

    /// Hears a recording from its beginning to its end: the same vector as `Encoder.encode` gives of it in one
    /// piece.
    ///
    /// - Parameter labelCount: of the likeliest classes; 0 for none.
    /// - Throws: `NearestError` when the recording cannot be read on, is empty, or the network fails or predicts
    ///   no classes; `CancellationError` when `cancellation` was raised between two windows.
    func hear(
        _ sound: any SoundSource, labelCount: Int, cancellation: Cancellation
    ) throws -> (vector: [Float], labels: [Label])
}
