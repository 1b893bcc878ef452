import FoundationEssentials
import Glibc

/// Tries, from inside a worker, what a worker must not be able to do.
package struct ConfinementProbe: Hashable, Sendable, Codable {
    /// A file that is not below the corpus.
    private var outside: Data
    /// A name below the corpus that nothing has.
    private var unused: Data

    package init(outside: [UInt8], unused: [UInt8]) {
        self.outside = Data(outside)
        self.unused = Data(unused)
    }

    /// What could be done all the same: empty is as it should be.
    func escapes() -> [String] {
        var escapes: [String] = []
        func attempt(_ name: String, _ descriptor: Int32) {
            if descriptor < 0 { return }
            close(descriptor)
            escapes.append(name)
        }
        attempt("read a file outside of the corpus", open(Self.cString(outside), O_RDONLY | O_CLOEXEC))
        attempt("write a file outside of the corpus", open(Self.cString(outside), O_WRONLY | O_CLOEXEC))
        attempt("make a file", open(Self.cString(unused), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
        attempt("make a folder", mkdir(Self.cString(unused), 0o700) == 0 ? open("/dev/null", O_RDONLY) : -1)
        attempt(
            "change a file's rights", chmod(Self.cString(outside), 0o600) == 0 ? open("/dev/null", O_RDONLY) : -1)
        attempt("open a socket of the network", socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        attempt("open a local socket", socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        if kill(getppid(), 0) == 0 { escapes.append("send its parent signals") }
        return escapes
    }

    private static func cString(_ path: Data) -> [CChar] {
        path.map { CChar(bitPattern: $0) } + [0]
    }
}
