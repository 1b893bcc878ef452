import Encoders
import NearestCore
import Remote
import Synchronization

/// Loaded encoders, each once, shared by indexing and searching.
final class EncoderCache: Sendable {
    private let encoders = Mutex<[String: any Encoder]>([:])
    /// Loading takes long, so it has a lock of its own: whoever asks for a loaded one does not wait.
    private let loading = Mutex(())

    private let waiting: EncoderSource.Waiting

    /// - Parameter waiting: told before each wait for a server in trouble.
    init(waiting: @escaping EncoderSource.Waiting = { _, _ in }) {
        self.waiting = waiting
    }

    /// - Throws: what `EncoderSelection.encoder(for:)` throws.
    func encoder(for space: Space) throws -> any Encoder {
        if let encoder = encoders.withLock({ $0[space.fingerprint] }) { return encoder }
        return try loading.withLock { _ in
            if let encoder = encoders.withLock({ $0[space.fingerprint] }) { return encoder }
            // Whoever searches encodes at once.
            if ApiModelName.name(in: space.model) == nil { EncoderLibrary.prepare() }
            let encoder = try EncoderSelection.encoder(for: space, waiting: waiting)
            encoders.withLock { $0[space.fingerprint] = encoder }
            return encoder
        }
    }

    /// Keeps an encoder that was loaded elsewhere.
    func keep(_ encoder: any Encoder) {
        encoders.withLock { $0[encoder.space.fingerprint] = encoder }
    }
}
