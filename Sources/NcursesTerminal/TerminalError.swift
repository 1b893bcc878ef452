/// Why the screen cannot be had, and what to do instead.
package struct TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong, as a clause without a full stop.
    package let problem: String
    /// What the user can do about it, as a sentence.
    package let remedy: String

    package var description: String { "\(problem). \(remedy)" }
}
