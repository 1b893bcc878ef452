import Crypto
import FileAccess
import NearestCore

/// The digest of a file's content, in memory that does not grow with the file.
package enum FileDigest {
    private static let chunkSize = 1 << 20

    /// - Parameters:
    ///   - absolutePath: the path's bytes, without a terminating zero.
    ///   - subject: what an error calls the file.
    /// - Throws: `NearestError.unreadable`; `CancellationError` between two chunks.
    package static func sha256(
        ofFileAt absolutePath: [UInt8], subject: String? = nil, cancellation: Cancellation
    ) throws -> ContentDigest {
        let name = subject ?? PlainText.visible(String(decoding: absolutePath, as: UTF8.self))
        let file = try RegularFile(at: absolutePath, subject: name)
        var hash = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            try cancellation.check()
            let count = try file.read(into: buffer)
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            if count < buffer.count { return ContentDigest(bytes: hash.finalize()) }
        }
    }
}
