import TerminalKit

/// What happened since the loop last slept.
package struct Wake<Message: Sendable>: Sendable {
    package var events: [TerminalEvent]
    package var messages: [Message]
    /// The monotonic clock, in milliseconds.
    package var milliseconds: Int
}
