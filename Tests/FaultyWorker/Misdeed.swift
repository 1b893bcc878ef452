import Extraction
import Glibc
import NearestCore

/// What a file can do to the process that reads it.
enum Misdeed: String {
    case crash, trap, abort, upset, exit, hang, loop, grow, recurse, garbage, claim, child
    case crashLater = "crash later"

    /// What the file asks for: it is its only line.
    init?(_ file: FileToRead) {
        let descriptor = open(file.path.map { CChar(bitPattern: $0) } + [0], O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, 32))
        }
        self.init(rawValue: String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
