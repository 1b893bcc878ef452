/// How many colours may be used.
package enum ColorDepth: Sendable, CaseIterable {
    /// None: `NO_COLOR`, or a terminal without colour. Bold, underline and reverse carry the meaning.
    case none
    /// The user's own sixteen (or eight).
    case sixteen
    /// xterm's 256.
    case palette
}
