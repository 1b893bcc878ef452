import Foundation

/// What was waited for did not come.
struct TimedOut: Error, CustomStringConvertible {
    var awaited: String
    var last: String

    var description: String { "timed out waiting for \(awaited); last seen:\n\(last)" }
}

/// Looks again and again until `look` gives a value.
///
/// - Throws: `TimedOut` with what `last` says, when the deadline passes.
func eventually<Value>(
    _ awaited: String, within seconds: Double = 90, last: () -> String = { "" }, look: () throws -> Value?
) throws -> Value {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
        if let value = try look() { return value }
        Thread.sleep(forTimeInterval: 0.05)
    }
    throw TimedOut(awaited: awaited, last: last())
}
