import NearestCore

/// What a user may choose about an encoder. Each choice moves its vectors, so each is part of the space's
/// fingerprint.
package struct EncoderOptions: Hashable, Sendable {
    /// nil for the processor's best.
    package var precision: Precision?

    package init(precision: Precision? = nil) {
        self.precision = precision
    }

    /// The options that made a space's vectors.
    package init(of space: Space) {
        self.init(precision: space.precision)
    }
}
