/// What a piece of the screen is for. A `Theme` decides how it looks.
package enum Role: Hashable, Sendable, CaseIterable {
    /// Text to read.
    case text
    /// Text that matters less: context, snippets, counts.
    case secondary
    /// Lines, tracks and other furniture; never the only carrier of a fact.
    case furniture
    /// The program's own voice: prompt sign, cursor marker, titles of panes.
    case accent
    /// What is in focus or is the name of something: a file, a heading.
    case strong
    /// A filled score bar or gauge.
    case bar
    /// What a bar leaves empty.
    case track
    /// A filled bar of a score that stands out in its background.
    case strongBar
    /// A number that answers the query: the score.
    case figure
    /// The sentence or words that match.
    case match
    /// The row under the cursor, in the pane that has the keys.
    case selection
    /// The row under the cursor, in a pane that has not.
    case faintSelection
    /// The name of a key.
    case key
    case good
    case warning
    case error
}
