import Foundation
import Glibc
import NearestCore

/// A run in a process of its own.
struct TrialChild {
    private let identifier: pid_t

    /// - Parameter journal: see `TrialRun`.
    init(corpus: String, journal: String) throws {
        let arguments = ["/proc/self/exe", "index", corpus, journal]
        let words = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var started: pid_t = 0
        let result = posix_spawn(&started, "/proc/self/exe", nil, nil, words, environ)
        guard result == 0 else {
            throw NearestError(.system, nil, "no process could be started: \(String(cString: strerror(result)))")
        }
        identifier = started
    }

    /// Lets it live for so many seconds.
    ///
    /// - Returns: whether it was killed; false when it had come to its end.
    /// - Throws: when it failed.
    func kill(after seconds: Double) throws -> Bool {
        usleep(UInt32(seconds * 1e6))
        Glibc.kill(identifier, SIGKILL)
        return try ending() == SIGKILL
    }

    /// Waits for its end.
    ///
    /// - Throws: when it failed.
    func wait() throws {
        if try ending() != 0 { throw NearestError(.system, nil, "a run was killed by somebody else") }
    }

    /// - Returns: the signal that ended it, 0 for none.
    private func ending() throws -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        guard signal == SIGKILL || status == 0 else {
            throw NearestError(.system, nil, "a run ended with status \(status)")
        }
        return signal
    }
}
