/// A word about something that was done.
package struct Notice: Hashable, Sendable {
    package var text: String
    /// The tick, in milliseconds, at which it goes.
    package var until: Int

    /// Milliseconds that a notice stays.
    static let lifetime = 4000
}
