/// Sound that is read from its beginning to its end, piece by piece: one channel, −1…1. Used by one thread at a
/// time.
package protocol SoundSource {
    /// The next `count` samples, fewer only at the end, then none.
    func read(_ count: Int, cancellation: Cancellation) throws -> [Float]
}
