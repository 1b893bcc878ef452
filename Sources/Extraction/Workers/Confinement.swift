import CSandbox
import Glibc
import NearestCore

/// What the kernel keeps a worker process from.
package struct Confinement: Hashable, Sendable, Codable {
    /// The version of Landlock's interface in force: a worker reads below the corpus and in system folders only, and
    /// writes nothing. 0 where the kernel has none; then other files could be read.
    package var landlock: Int
    /// Whether seccomp refuses the network, other processes and what else reading needs no part of.
    package var filter: Bool

    /// In words, for people.
    package var description: String {
        let parts = [landlock > 0 ? "Landlock \(landlock)" : nil, filter ? "seccomp" : nil].compactMap(\.self)
        return parts.isEmpty ? "limits only" : parts.joined(separator: ", ")
    }

    /// More than any reader opens at once.
    private static let openFiles: UInt64 = 256
    /// What libraries look at: their own files, fonts, the machine's processors.
    private static let readable = [
        "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/dev/zero", "/dev/urandom", "/sys/devices/system/cpu",
        "/var/cache/fontconfig",
    ]
    /// Where libraries and programs lie.
    private static let runnable = [
        "/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc", "/nix/store", "/gnu/store",
    ]

    /// Confines this process for good. To be called while it has one thread.
    ///
    /// - Parameters:
    ///   - folder: the absolute path of what may be read.
    ///   - memory: address space, in bytes.
    /// - Throws: `NearestError(.system)` when the kernel refuses what it has.
    static func enter(folder: [UInt8], memory: UInt64) throws -> Confinement {
        let libraries = getenv("LD_LIBRARY_PATH").map { String(cString: $0) } ?? ""
        let runnable = Self.runnable + libraries.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        var outcome = csb_outcome()
        let failure = withPaths([folder] + Self.readable.map { Array($0.utf8) }) { readable in
            withPaths(runnable.map { Array($0.utf8) }) { runnable in
                var bounds = csb_bounds(
                    readable: readable, runnable: runnable, memory: memory, files: openFiles)
                return csb_confine(&bounds, &outcome)
            }
        }
        if let failure {
            throw NearestError(
                .system, "worker",
                "cannot be confined (\(String(cString: failure)): \(String(cString: strerror(errno))))")
        }
        return Confinement(landlock: Int(outcome.landlock), filter: outcome.filter)
    }

    /// Calls `body` with the paths as C's null-terminated vector.
    private static func withPaths<R>(
        _ paths: [[UInt8]], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        let copies = paths.map { path in strdup(path.map { CChar(bitPattern: $0) } + [0]) }
        defer { for copy in copies { free(copy) } }
        var vector = copies.map { UnsafePointer($0) } + [nil]
        return vector.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the list ends with a null") }
            return body(UnsafePointer(base))
        }
    }
}
