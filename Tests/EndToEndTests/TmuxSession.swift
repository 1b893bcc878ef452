import Foundation

/// A terminal of a known size with a shell in it, driven by tmux on a server of its own.
final class TmuxSession {
    static let prompt = "shell-is-back>"

    /// Holds the server's socket, which tmux itself would leave behind.
    private let folder: TemporaryFolder

    init(columns: Int, rows: Int) throws {
        folder = try TemporaryFolder()
        // No configuration and no profile: the screen must not depend on whose machine this is.
        try tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
            "env PS1='\(Self.prompt)' bash --norc --noprofile")
        try waitForScreen("the shell") { $0.contains(Self.prompt) }
    }

    deinit {
        _ = try? tmux("kill-server")
    }

    /// Types text as it stands.
    func type(_ text: String) throws {
        try tmux("send-keys", "-l", "--", text)
    }

    /// Presses keys by tmux's names: `Enter`, `Escape`, `C-c`, `Down`.
    func press(_ keys: String...) throws {
        for key in keys { try tmux("send-keys", key) }
    }

    func resize(columns: Int, rows: Int) throws {
        try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    func screen() throws -> String {
        try tmux("capture-pane", "-p")
    }

    /// What tmux knows of the pane, for example `#{alternate_on}`.
    func query(_ format: String) throws -> String {
        try tmux("display-message", "-p", format).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Polls until the screen is as awaited, and returns it.
    @discardableResult
    func waitForScreen(_ awaited: String, until isRight: (String) -> Bool) throws -> String {
        var last = ""
        return try eventually(awaited, last: { last }) {
            last = try screen()
            return isRight(last) ? last : nil
        }
    }

    @discardableResult
    private func tmux(_ arguments: String...) throws -> String {
        let outcome = try Program.run(
            executable: "/usr/bin/env", ["tmux", "-u", "-S", folder.path + "/socket"] + arguments, in: nil,
            environment: ["TMUX": "", "LC_ALL": "C.UTF-8"])
        if outcome.status != 0 { throw TmuxFailed(arguments: arguments, message: outcome.errors) }
        return outcome.output
    }

    struct TmuxFailed: Error {
        var arguments: [String]
        var message: String
    }
}
