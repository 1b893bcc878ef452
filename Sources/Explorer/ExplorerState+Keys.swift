import NearestCore
import TerminalKit

/// What the keys do, by who has them.
extension ExplorerState {
    // MARK: Prompt

    mutating func receiveInPrompt(_ key: Key) -> [ExplorerCommand] {
        if edit(key) { return ask() }
        switch key {
        case Key(.up), .control("p"): return moveWhileTyping(by: -1)
        case Key(.down), .control("n"): return moveWhileTyping(by: 1)
        case Key(.pageUp): return moveWhileTyping(by: -max(1, page - 1))
        case Key(.pageDown): return moveWhileTyping(by: max(1, page - 1))
        case Key(.enter): return send()
        case Key(.tab): return focusList()
        case Key(.escape):
            // One thing at a time: the error goes first.
            if error != nil {
                error = nil
                return []
            }
            prompt.clear()
            return ask()
        default: return []
        }
    }

    /// Whether `key` edits the prompt or moves its cursor.
    private mutating func edit(_ key: Key) -> Bool {
        switch (key.code, key.modifiers) {
        case (.character(let character), []), (.character(let character), .shift):
            prompt.insert(PlainText.visible(String(character)))
        case (.backspace, []), (.backspace, .shift): prompt.deleteBackward()
        case (.delete, []), (.character("d"), .control): prompt.deleteForward()
        case (.left, []), (.character("b"), .control): prompt.moveLeft()
        case (.right, []), (.character("f"), .control): prompt.moveRight()
        case (.home, []), (.character("a"), .control): prompt.moveToStart()
        case (.end, []), (.character("e"), .control): prompt.moveToEnd()
        case (.left, .control), (.left, .alt), (.character("b"), .alt): prompt.moveWordLeft()
        case (.right, .control), (.right, .alt), (.character("f"), .alt): prompt.moveWordRight()
        case (.character("w"), .control): prompt.deleteBackToSpace()
        case (.backspace, .alt), (.backspace, .control): prompt.deleteWordLeft()
        case (.character("d"), .alt): prompt.deleteWordForward()
        case (.character("u"), .control): prompt.deleteToStart()
        case (.character("k"), .control): prompt.deleteToEnd()
        default: return false
        }
        return true
    }

    private mutating func moveWhileTyping(by rows: Int) -> [ExplorerCommand] {
        if !hasQuery {
            examples.move(by: rows, page: examples.count)
            return []
        }
        return move(to: list.selection + rows)
    }

    private mutating func send() -> [ExplorerCommand] {
        if !hasQuery { return askExample(examples.selection) }
        guard let objection = search.objection else { return focusList() }
        insist(on: objection)
        return []
    }

    private mutating func focusList() -> [ExplorerCommand] {
        if !search.neighbours.isEmpty { focus = .list }
        return []
    }

    /// Puts an example into the prompt and asks it.
    mutating func askExample(_ index: Int) -> [ExplorerCommand] {
        let all = Examples.of(corpus)
        guard all.indices.contains(index) else { return [] }
        prompt = TextField(all[index])
        return ask()
    }

    mutating func paste(_ text: String) -> [ExplorerCommand] {
        helpScroll = nil
        focus = .prompt
        prompt.insert(PlainText.oneLine(String(text.prefix(TextField.limit))))
        return ask()
    }

    // MARK: List

    mutating func receiveInList(_ key: Key, isSecondG: Bool) -> [ExplorerCommand] {
        if let target = listTarget(of: key, isSecondG: isSecondG) { return move(to: target) }
        switch key {
        case .character("g"): isAwaitingSecondG = true
        case .character("J"): scrollPreview(by: 1)
        case .character("K"): scrollPreview(by: -1)
        case Key(.enter): return enterDetails()
        case Key(.escape) where error != nil: error = nil
        case .character("/"), .character("i"), Key(.escape), Key(.tab, .shift): focus = .prompt
        case .character("?"): helpScroll = 0
        case .character("q"): return [.quit]
        default: return act(key)
        }
        return []
    }

    private func listTarget(of key: Key, isSecondG: Bool) -> Int? {
        let half = max(1, page / 2)
        let whole = max(1, page - 1)
        return switch key {
        case .character("j"), Key(.down), .control("n"): list.selection + 1
        case .character("k"), Key(.up), .control("p"): list.selection - 1
        case .control("d"): list.selection + half
        case .control("u"): list.selection - half
        case Key(.pageDown), .control("f"): list.selection + whole
        case Key(.pageUp), .control("b"): list.selection - whole
        case .character("G"), Key(.end): list.count - 1
        case Key(.home): 0
        case .character("g") where isSecondG: 0
        default: nil
        }
    }

    mutating func move(to index: Int) -> [ExplorerCommand] {
        list.select(index, page: page)
        return afterMove()
    }

    /// The keys that do something with the neighbour under the cursor.
    private mutating func act(_ key: Key) -> [ExplorerCommand] {
        guard let neighbour = selected else { return [] }
        switch key {
        case .character("o"): return [.open(neighbour)]
        case .character("e"): return [.edit(neighbour)]
        case .character("y"): return [.copy(neighbour.path.display)]
        default: return []
        }
    }

    // MARK: Details

    /// Puts the neighbour under the cursor on the whole screen.
    mutating func enterDetails() -> [ExplorerCommand] {
        guard selected != nil else { return [] }
        focus = .details
        preview.scroll = nil
        return []
    }

    mutating func receiveInDetails(_ key: Key, isSecondG: Bool) -> [ExplorerCommand] {
        let page = max(1, previewPage)
        switch key {
        case .character("j"), Key(.down), .character("J"): scrollPreview(by: 1)
        case .character("k"), Key(.up), .character("K"): scrollPreview(by: -1)
        case .control("d"): scrollPreview(by: max(1, page / 2))
        case .control("u"): scrollPreview(by: -max(1, page / 2))
        case Key(.pageDown), .control("f"), .character(" "): scrollPreview(by: max(1, page - 1))
        case Key(.pageUp), .control("b"): scrollPreview(by: -max(1, page - 1))
        case .character("G"), Key(.end): scrollPreview(by: Int.max / 2)
        case Key(.home): scrollPreview(by: -(Int.max / 2))
        case .character("g"):
            if isSecondG { scrollPreview(by: -(Int.max / 2)) } else { isAwaitingSecondG = true }
        case .character("n"), Key(.right), .control("n"): return move(to: list.selection + 1)
        case .character("p"), Key(.left), .control("p"): return move(to: list.selection - 1)
        case Key(.enter), Key(.escape), .character("q"):
            focus = .list
            preview.scroll = nil
        case .character("/"), .character("i"): focus = .prompt
        case .character("?"): helpScroll = 0
        default: return act(key)
        }
        return []
    }

    // MARK: Help

    mutating func receiveInHelp(_ key: Key) -> [ExplorerCommand] {
        let limit = helpScrollLimit
        let scroll = helpScroll ?? 0
        let page = max(1, height - 6)
        switch key {
        case .character("j"), Key(.down), .control("n"): helpScroll = scroll + 1
        case .character("k"), Key(.up), .control("p"): helpScroll = scroll - 1
        case .control("d"), Key(.pageDown), .character(" "), .control("f"): helpScroll = scroll + page
        case .control("u"), Key(.pageUp), .control("b"): helpScroll = scroll - page
        case .character("g"), Key(.home): helpScroll = 0
        case .character("G"), Key(.end): helpScroll = limit
        case Key(.escape), .character("?"), .character("q"), Key(.enter):
            helpScroll = nil
            return []
        default: break
        }
        helpScroll = min(max(0, helpScroll ?? 0), limit)
        return []
    }
}
