import Foundation
import Glibc
import NearestCore

/// Other programs on this machine. Arguments are bytes, since file names are.
enum Programs {
    /// glibc's `POSIX_SPAWN_SETSID`, a macro that Swift does not see.
    private static let newSession: Int16 = 0x80

    /// The program's path by `PATH`; nil when it is not installed.
    static func find(_ name: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Starts a program that goes on by itself, in a session of its own and with nothing to say on our screen.
    static func start(_ name: String, arguments: [[UInt8]]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        let process = try spawn(name, arguments: arguments, actions: &actions, flags: newSession)
        // Reaped in the background, so that no zombie stays.
        Thread.detachNewThread { _ = try? wait(process) }
    }

    /// Runs a program on our terminal and waits for its end.
    ///
    /// - Returns: its exit code.
    static func run(_ name: String, arguments: [[UInt8]]) throws -> Int32 {
        try wait(try spawn(name, arguments: arguments, actions: nil, flags: 0))
    }

    private static func spawn(
        _ name: String, arguments: [[UInt8]], actions: UnsafePointer<posix_spawn_file_actions_t>?, flags: Int16
    ) throws -> pid_t {
        guard let path = find(name) else {
            throw NearestError(.system, name, "this program is not installed")
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The child starts with the default for every signal that we handle or ignore.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP, SIGWINCH] {
            sigaddset(&defaults, number)
        }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, flags | Int16(POSIX_SPAWN_SETSIGDEF))
        var pointers: [UnsafeMutablePointer<CChar>?] = ([Array(name.utf8)] + arguments).map { bytes in
            strdup(bytes.map { CChar(bitPattern: $0) } + [0])
        }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        var process: pid_t = 0
        let status = posix_spawn(&process, path, actions, &attributes, pointers, environ)
        guard status == 0 else {
            throw NearestError(.system, name, "cannot be started (\(String(cString: strerror(status))))")
        }
        return process
    }

    private static func wait(_ process: pid_t) throws -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw NearestError(.system, nil, String(cString: strerror(errno))) }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    }
}
