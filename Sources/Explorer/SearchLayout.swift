import NearestCore
import TerminalKit

/// Where the parts of the Search view stand on a screen: a function of the state, so that drawing, scrolling and
/// clicks agree. A part for which there is no room is empty.
struct SearchLayout: Hashable {
    /// Under these sizes there is only a message.
    static let smallest = (width: 20, height: 5)

    /// The whole first line, and the part of it that is edited.
    var prompt = Rect.zero
    var field = Rect.zero
    /// The line with the panes' titles.
    var titles = Rect.zero
    /// What the user should know about the answer, above the list.
    var notes = Rect.zero
    var list = Rect.zero
    /// The line between list and preview: a column beside or a row between them.
    var divider = Rect.zero
    var preview = Rect.zero
    var error = Rect.zero
    var gauge = Rect.zero
    var status = Rect.zero
    var hints = Rect.zero
    /// Lines of a result.
    var rowHeight = 1
    /// The whole space between titles and status, for what has no panes.
    var body = Rect.zero

    /// The neighbour under the cursor alone, in a column that reads well.
    var details: Rect { body.centred(width: 104, height: body.height) }

    var isStacked: Bool { divider.height == 1 && divider.width > 1 }
    /// Whether there is room for anything.
    var isUsable: Bool { !prompt.isEmpty }

    init(_ state: ExplorerState) {
        let screen = Rect(width: state.width, height: state.height)
        guard screen.width >= Self.smallest.width, screen.height >= Self.smallest.height else { return }
        var rest = screen
        (prompt, rest) = rest.cutTop(1)
        if screen.height >= 8 { (titles, rest) = rest.cutTop(1) }
        if screen.height >= 16 { (hints, rest) = rest.cutBottom(1) }
        if screen.height >= 8 { (status, rest) = rest.cutBottom(1) }
        if state.progress != nil, screen.height >= 12 { (gauge, rest) = rest.cutBottom(1) }
        if let text = state.error {
            let lines = Paragraph(text.description).lines(width: screen.width - 4).count
            (error, rest) = rest.cutBottom(min(lines, screen.height < 12 ? 1 : 3, rest.height - 1))
        }
        body = rest
        field = Self.field(of: prompt, corpus: state.corpus.name)
        splitBody(state)
    }

    private mutating func splitBody(_ state: ExplorerState) {
        var left = body
        if body.width >= 70, body.width >= state.height {
            (left, preview) = body.cutLeft(min(max(body.width * 44 / 100, 34), 84))
            (divider, preview) = preview.cutLeft(1)
        } else if body.height >= 14 {
            (left, preview) = body.cutTop(body.height * 45 / 100)
            (divider, preview) = preview.cutTop(1)
        }
        let lines = Self.noteLines(state.search.outcome, width: left.width - 4)
        let room = left.height >= 6 ? min(lines.count, 3) : 0
        (notes, list) = left.cutTop(room)
        rowHeight =
            switch (list.height, list.width) {
            case (24..., 44...): 3
            case (9..., 30...): 2
            default: 1
            }
    }

    static func noteLines(_ outcome: SearchOutcome?, width: Int) -> [Paragraph.Line] {
        (outcome?.allNotes ?? []).flatMap { Paragraph(PlainText.oneLine($0)).lines(width: width) }
    }

    private static func field(of prompt: Rect, corpus: String) -> Rect {
        let label = Self.label(corpus, width: prompt.width)
        return Rect(
            x: prompt.x + 3, y: prompt.y,
            width: prompt.width - 3 - (label.isEmpty ? 1 : DisplayWidth.of(label) + 3), height: prompt.height)
    }

    /// The corpus' name as the prompt line shows it; empty where there is no room.
    static func label(_ corpus: String, width: Int) -> String {
        width < 50 ? "" : Truncation.middle(PlainText.oneLine(corpus), to: width / 4, ellipsis: "..")
    }

    /// The example drawn on a row of the screen.
    func example(atRow y: Int, of state: ExplorerState) -> Int? {
        Welcome(state).exampleRows(in: body).firstIndex(of: y)
    }
}

extension ExplorerState {
    var layout: SearchLayout { SearchLayout(self) }

    /// How many results are drawn at once.
    var page: Int {
        let layout = layout
        return max(1, layout.list.height / layout.rowHeight)
    }
}
