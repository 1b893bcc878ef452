/// The characters that the program itself draws with: one set for UTF-8, one for terminals without it.
///
/// Every glyph is one cell wide, but for `ellipsis` and `separator`, which are texts.
package struct Glyphs: Hashable, Sendable {
    package var horizontal: Character
    package var vertical: Character
    package var teeDown: Character
    package var teeUp: Character
    package var teeRight: Character
    package var teeLeft: Character
    package var topLeft: Character
    package var topRight: Character
    package var bottomLeft: Character
    package var bottomRight: Character
    /// The part of a pane's edge that stands for what is visible of a longer content.
    package var thumb: Character
    /// Stands before the row under the cursor.
    package var marker: Character
    /// Stands before the prompt.
    package var prompt: Character
    /// Stands beside the lines of the matching sentence, and of the passage around it.
    package var match: Character
    package var passage: Character
    /// One eighth to eight eighths of a cell, filled from the left; one entry where there are no eighths.
    package var eighths: [Character]
    /// What a bar leaves empty.
    package var track: Character
    /// A column of a chart whose rows must not touch.
    package var chart: Character
    /// Text, image, audio, video.
    package var text: Character
    package var image: Character
    package var audio: Character
    package var video: Character
    package var up: Character
    package var down: Character
    package var success: Character
    package var warning: Character
    /// The steps of a spinner.
    package var spinner: [Character]
    package var ellipsis: String
    /// Stands between facts on a line.
    package var separator: String

    package static let unicode = Glyphs(
        horizontal: "─", vertical: "│", teeDown: "┬", teeUp: "┴", teeRight: "├", teeLeft: "┤",
        topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯",
        thumb: "┃", marker: "▌", prompt: "❯", match: "▌", passage: "│",
        eighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"], track: "─", chart: "▆",
        text: "¶", image: "▣", audio: "♪", video: "▶", up: "↑", down: "↓", success: "✓", warning: "!",
        spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"], ellipsis: "…", separator: " · ")

    package static let ascii = Glyphs(
        horizontal: "-", vertical: "|", teeDown: "+", teeUp: "+", teeRight: "+", teeLeft: "+",
        topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
        thumb: "#", marker: ">", prompt: ">", match: "*", passage: "|",
        eighths: ["#"], track: "-", chart: "#",
        text: "T", image: "I", audio: "A", video: "V", up: "^", down: "v", success: "+", warning: "!",
        spinner: ["|", "/", "-", "\\"], ellipsis: "..", separator: " | ")
}
