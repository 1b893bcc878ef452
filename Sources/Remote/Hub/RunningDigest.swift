import Crypto

/// Computes the digest that a hub announced, while the content comes in.
struct RunningDigest {
    private enum Function {
        case sha256(SHA256)
        case sha1(Insecure.SHA1)
    }

    private var function: Function

    /// - Parameter byteCount: the whole content's length, which git's hash begins with.
    /// - Returns: nil for git's hash of content of unknown length.
    init?(_ digest: AnnouncedDigest, byteCount: Int?) {
        switch digest {
        case .sha256:
            function = .sha256(SHA256())
        case .gitBlob:
            guard let byteCount else { return nil }
            var hash = Insecure.SHA1()
            hash.update(data: Array("blob \(byteCount)\0".utf8))
            function = .sha1(hash)
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch function {
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            function = .sha256(hash)
        case .sha1(var hash):
            hash.update(bufferPointer: bytes)
            function = .sha1(hash)
        }
    }

    /// Of everything so far, in hexadecimal.
    var hexadecimal: String {
        switch function {
        case .sha256(let hash): Self.hexadecimal(hash.finalize())
        case .sha1(let hash): Self.hexadecimal(hash.finalize())
        }
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
