import Foundation

/// A child process, started and waited for by the system's own calls.
///
/// Foundation's `Process` takes a child for finished when the last copy of an inherited descriptor closes. The
/// server that tmux leaves behind holds one, so waiting for tmux would never end.
struct ChildProcess {
    struct CouldNotStart: Error {
        var executable: String
        var reason: String
    }

    private let identifier: pid_t

    /// - Parameters:
    ///   - folder: the child's working directory; nil for this process's own.
    ///   - environment: set in addition to this process's own.
    ///   - output: the existing file that standard output goes to, likewise `errors`.
    init(
        _ executable: String, _ arguments: [String], in folder: String? = nil,
        environment: [String: String] = [:], output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY, 0)

        let variables = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("NEAREST_INDEX") }
            .merging(environment) { _, given in given }
        // The system's call that changes the folder is hidden from Swift; `env` knows it.
        let command = [executable] + arguments
        let words = (folder.map { ["/usr/bin/env", "-C", $0] + command } ?? command).map { strdup($0) }
        let settings = variables.map { strdup("\($0.key)=\($0.value)") }
        defer { (words + settings).forEach { free($0) } }

        // As a shell does: the signals that the test runner may ignore have their usual meaning again.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var usual = sigset_t()
        sigfillset(&usual)
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var identifier: pid_t = 0
        let result = posix_spawn(
            &identifier, folder == nil ? executable : "/usr/bin/env", &actions, &attributes, words + [nil],
            settings + [nil])
        guard result == 0 else {
            throw CouldNotStart(executable: executable, reason: String(cString: strerror(result)))
        }
        self.identifier = identifier
    }

    func signal(_ number: Int32) {
        kill(identifier, number)
    }

    /// Waits for the end, once: the exit code, or the negative number of the signal that ended the child.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : -signal
    }
}
