import FileAccess
import NearestCore

/// A text file read and decoded piece by piece.
struct DecodedFile: ~Copyable {
    private static let chunkSize = 1 << 20

    private let file: RegularFile
    private var decoder: TextDecoder
    private var isDone = false

    init(_ source: SourceFile) throws {
        file = try source.open()
        decoder = TextDecoder(subject: source.subject)
    }

    /// The next piece as UTF-8 with line feeds; nil at the end. A piece may be empty, and may end inside a line
    /// but not inside a character.
    mutating func next() throws -> [UInt8]? {
        if isDone { return nil }
        let bytes = try file.read(Self.chunkSize)
        isDone = bytes.count < Self.chunkSize
        return try decoder.decode(bytes, isLast: isDone)
    }
}
