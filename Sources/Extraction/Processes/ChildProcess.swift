import Glibc

/// A process that was started from here and has not been waited for.
///
/// Written on `posix_spawn` because extraction blocks its caller: a library that runs children on Swift's cooperative
/// pool could not go on when the threads of that pool all wait for children.
struct ChildProcess: Sendable {
    /// Where a child stands among the processes.
    enum Group {
        /// In a group of its own, so that Ctrl-C ends this program and not, before it, a child whose file would then
        /// look damaged.
        case own
        /// In a session of its own, which has no terminal.
        case session
        /// In this process's group, so that it ends with it.
        case shared
    }

    /// Why none was started.
    enum Failure: Error {
        case notFound
        case refused(String)
    }

    /// How a child ended.
    enum Ending: Hashable, Sendable {
        case exit(status: Int32)
        case signal(Int32)
    }

    /// The descriptors that become a child's standard streams.
    struct Streams {
        var input: Int32
        var output: Int32
        var messages: Int32
    }

    let identifier: pid_t
    private let leadsGroup: Bool

    /// Starts a program with signals as they are by default.
    ///
    /// - Parameters:
    ///   - program: a path, or a name that `PATH` finds.
    ///   - environment: all that it gets, as `NAME=value`.
    init(
        _ program: String, _ arguments: [String], environment: [String], streams: Streams, group: Group
    ) throws(Failure) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, streams.input, 0)
        posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
        posix_spawn_file_actions_adddup2(&actions, streams.messages, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        switch group {
        case .own:
            posix_spawnattr_setpgroup(&attributes, 0)
            flags |= POSIX_SPAWN_SETPGROUP
        case .session: flags |= Self.newSession
        case .shared: break
        }
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var child = pid_t()
        let problem = Self.withStrings([program] + arguments) { words in
            Self.withStrings(environment) { environment in
                posix_spawnp(&child, program, &actions, &attributes, words, environment)
            }
        }
        if problem == ENOENT { throw .notFound }
        if problem != 0 { throw .refused(String(cString: strerror(problem))) }
        identifier = child
        leadsGroup = group != .shared
    }

    /// `POSIX_SPAWN_SETSID`, which Swift does not see.
    private static let newSession: Int32 = 0x80

    /// How it ended; nil while it runs. Nothing may be asked of it once it has ended.
    func poll() -> Ending? {
        var status: Int32 = 0
        let found = waitpid(identifier, &status, WNOHANG)
        if found == 0 || found < 0 && errno == EINTR { return nil }
        return Self.ending(status)
    }

    /// Kills it with everything it started in its group.
    func kill() {
        Glibc.kill(leadsGroup ? -identifier : identifier, SIGKILL)
    }

    /// Waits until it has ended.
    func wait() -> Ending {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return Self.ending(status)
    }

    private static func ending(_ status: Int32) -> Ending {
        let signal = status & 0x7F
        return signal == 0 ? .exit(status: status >> 8 & 0xFF) : .signal(signal)
    }

    /// Calls `body` with the strings as C's null-terminated vector.
    private static func withStrings<R>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var vector = copies + [nil]
        return body(&vector)
    }
}
