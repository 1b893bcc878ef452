import NearestCore

/// What the app asks of the world. Answers come back as messages with the command's generation.
package enum ExplorerCommand: Hashable, Sendable {
    /// Search for `query`; a later `search` makes this one's answer worthless.
    case search(generation: Int, query: String, limit: Int)
    /// Load what stands around `neighbour` and find its sentence nearest to `query`; a later `preview` makes
    /// this one's answer worthless.
    case preview(generation: Int, neighbour: Neighbour, query: String)
    /// Open the file with the system's opener.
    case open(Neighbour)
    /// Open the file in `$EDITOR`, at the neighbour's place where that can be said, and come back.
    case edit(Neighbour)
    /// Put a text on the clipboard.
    case copy(String)
    /// Stop the process as the shell's Ctrl-Z does, and draw everything again when it goes on.
    case suspend
    /// Draw everything again, since something else has written on the screen.
    case redraw
    case quit
}
