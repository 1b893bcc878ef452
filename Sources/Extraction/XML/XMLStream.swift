import CLibXML
import NearestCore

/// XML through libxml2 as a stream of elements: no tree is built, nothing is fetched, and no entity is expanded but
/// XML's own five. A document that declares entities of its own is not read beyond that declaration, so none can
/// grow. The library's own limits on depth (256 elements) and on the length of names and texts (10 MB) hold.
enum XMLStream {
    /// - Parameters:
    ///   - read: fills a buffer with the next bytes and says how many there were; 0 at the end.
    /// - Returns: what is wrong with the document, where it could not be read to its end; the handler has seen what
    ///   stands before.
    /// - Throws: what `read` and the handler throw; `CancellationError`.
    static func parse(
        for handler: any XMLHandler, cancellation: Cancellation,
        read: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> String? {
        try withoutActuallyEscaping(read) { read in
            let session = XMLSession(handler: handler, cancellation: cancellation, read: read)
            // The parser's pointer to the session does not keep it.
            return try withExtendedLifetime(session) { try session.run() }
        }
    }
}
