import ArgumentParser

/// The program's exit codes, as grep's users expect them.
enum ExitStatus {
    static let noMatch = ExitCode(1)
    static let failure = ExitCode(2)
    /// 128 + SIGINT.
    static let interrupted = ExitCode(130)
}
