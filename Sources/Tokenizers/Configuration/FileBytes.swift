import Glibc
import NearestCore

/// Reading of a whole file, without Foundation.
enum FileBytes {
    /// No tokenizer is larger; what is, is something else.
    private static let largest = 1 << 28

    /// - Throws: `NearestError(.brokenModel)` naming the file and the system's reason.
    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= largest else {
            throw NearestError(.brokenModel, path, "it is no tokenizer file", remedy: "Fetch the model again.")
        }
        return try read(descriptor, expecting: Int(status.st_size), path)
    }

    private static func read(_ descriptor: Int32, expecting size: Int, _ path: String) throws -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                if got < 0 && errno == EINTR { continue }
                failed = got < 0
                if got <= 0 { break }
                count += got
            }
        }
        if failed { throw failure(path) }
        return bytes
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func failure(_ path: String) -> NearestError {
        NearestError(.brokenModel, path, String(cString: strerror(errno)), remedy: "Fetch the model again.")
    }
}
