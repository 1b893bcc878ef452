import TerminalKit

/// What the help says: every key, and every figure on the screen with its healthy range.
enum Help {
    static func panel(for theme: Theme) -> HelpPanel {
        let up = String(theme.glyphs.up)
        let down = String(theme.glyphs.down)
        return HelpPanel(
            title: "Help",
            sections: [figures, anywhere, prompt(up, down), list(up, down), details(up, down), mouse])
    }

    private static let figures = HelpPanel.Section(
        "Figures",
        [
            .init(
                "score, bar",
                "The cosine between your query and the passage: 1 is the same meaning, 0 is none in common. "
                    + "Its range belongs to the model. With all-MiniLM-L6-v2 a clear answer has 0.5 to 0.8, a "
                    + "related passage 0.3 to 0.5, and below 0.2 there is little but chance."),
            .init(
                "99.9th",
                "The percentile: the share of random pairs of this corpus, model and kinds of things (words against "
                    + "pictures, say) that score lower. Trust the 99th and above; around the 90th is weak, and the "
                    + "50th is what chance gives. It compares models where scores cannot. Missing while there is little."
            ),
            .init(
                "best sentence",
                "The cosine of the marked sentence alone. It is often above the passage's score, since a "
                    + "passage also talks about other things."),
            .init(
                "p. 4, #12, 1:05",
                "The page of the file, the record of a table or list of records, or the time in a recording."),
            .init(
                "MODEL by EVIDENCE",
                "Whose score it is, and what stands for the hit: a document's own words (content), a caption, what "
                    + "was read in a picture (ocr), what is said in a recording (transcript), what a classifier sees "
                    + "or hears (labels), what the file says of itself (metadata), or pixels and samples (native)."),
            .init(
                "#1 MODEL, #3 bm25",
                "Where each list has the hit. Lists of several models and of the full text (bm25) are fused by their "
                    + "ranks, each adding 1 / (60 + rank), so the scores need not fall from row to row."),
            .init(
                "no real match",
                "Chance alone would bring as much: as many random passages would score as high. What is shown is the "
                    + "nearest that there is."),
            .init(
                "passages",
                "How many passages a search looks through. All of them are compared, but for those that an "
                    + "inverted file passes over in a corpus of 100,000 and more."),
            .init(
                "ms",
                "From the key to the answer: encoding the query, scanning, reading. Below 50 ms feels "
                    + "immediate."),
            .init(
                "passages/s",
                "While indexing, passages encoded in a second over the last few seconds. Tens to hundreds on "
                    + "a laptop's processor; it falls with long passages."),
            .init(
                "failed",
                "Files that could not be read. `nearest status` names them with the reason. 0 is healthy; "
                    + "encrypted or damaged files are the usual cause."),
        ])

    private static let anywhere = HelpPanel.Section(
        "Anywhere",
        [
            .init("Ctrl-C", "quit"),
            .init("Ctrl-Z", "suspend; `fg` in the shell comes back"),
            .init("Ctrl-L", "draw the screen again"),
            .init("F1", "this help"),
        ])

    private static func prompt(_ up: String, _ down: String) -> HelpPanel.Section {
        HelpPanel.Section(
            "In the prompt",
            [
                .init("typing", "edits the query; results follow each key"),
                .init("\(up) \(down), Ctrl-P Ctrl-N", "move in the results, or in the examples, while typing"),
                .init("PgUp PgDn", "move by a page"),
                .init("Enter, Tab", "to the results; with an empty prompt Enter asks the example"),
                .init("Esc", "put an error away, else clear the query"),
                .init("Ctrl-A Ctrl-E, Home End", "start and end of the line"),
                .init("Ctrl-B Ctrl-F", "a character back and forward, as the arrows do"),
                .init("Alt-B Alt-F", "a word back and forward, as Ctrl with an arrow does"),
                .init("Ctrl-W", "delete back to the space before"),
                .init("Ctrl-U Ctrl-K", "delete to the start, to the end"),
                .init("Ctrl-D, Alt-D", "delete the next character, the next word"),
                .init("Alt-Backspace", "delete the word before"),
            ])
    }

    private static func list(_ up: String, _ down: String) -> HelpPanel.Section {
        HelpPanel.Section(
            "In the results",
            [
                .init("j k, \(down) \(up)", "next and previous"),
                .init("gg G, Home End", "first and last"),
                .init("Ctrl-D Ctrl-U", "half a page down and up"),
                .init("PgDn PgUp", "a page down and up, as Ctrl-F and Ctrl-B do"),
                .init("J K", "scroll the preview"),
                .init("Enter", "details: the text on the whole screen"),
                .init("o", "open with the system's opener"),
                .init("e", "open in $EDITOR"),
                .init("y", "copy the path"),
                .init("/, i, Esc", "back to the prompt"),
                .init("?", "this help"),
                .init("q", "quit"),
            ])
    }

    private static func details(_ up: String, _ down: String) -> HelpPanel.Section {
        HelpPanel.Section(
            "In the details",
            [
                .init("j k, \(down) \(up)", "scroll by a line"),
                .init("Ctrl-D Ctrl-U", "scroll by half a page; Space, PgDn and PgUp by a page"),
                .init("gg G", "the beginning and the end"),
                .init("n p", "next and previous result"),
                .init("o e y", "open, edit, copy the path"),
                .init("/", "back to the prompt"),
                .init("Enter, Esc, q", "back to the results"),
            ])
    }

    private static let mouse = HelpPanel.Section(
        "Mouse",
        [
            .init("click", "select a result, an example, or a place in the prompt"),
            .init("double click", "details"),
            .init("wheel", "scroll what is under the pointer"),
        ])
}

extension ExplorerState {
    /// The screen without the line of key hints, which stays in sight.
    var helpArea: Rect {
        let hints = layout.hints
        return Rect(width: width, height: height - hints.height)
    }

    var helpScrollLimit: Int { Help.panel(for: theme).scrollLimit(in: helpArea) }
}
