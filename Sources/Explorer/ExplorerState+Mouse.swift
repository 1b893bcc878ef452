import TerminalKit

/// Clicks and the wheel.
extension ExplorerState {
    mutating func receive(_ mouse: MouseEvent) -> [ExplorerCommand] {
        let step =
            switch mouse.action {
            case .press: 0
            case .wheelUp: -3
            case .wheelDown: 3
            }
        if helpScroll != nil {
            helpScroll = min(max(0, (helpScroll ?? 0) + step), helpScrollLimit)
            return []
        }
        if focus == .details {
            scrollPreview(by: step)
            return []
        }
        if case .press(let clicks) = mouse.action { return press(x: mouse.x, y: mouse.y, clicks: clicks) }
        let layout = layout
        if layout.preview.contains(x: mouse.x, y: mouse.y) {
            scrollPreview(by: step)
        } else if layout.list.contains(x: mouse.x, y: mouse.y) {
            list.scroll(by: step.signum(), page: page)
            return afterMove()
        }
        return []
    }

    private mutating func press(x: Int, y: Int, clicks: Int) -> [ExplorerCommand] {
        let layout = layout
        if layout.prompt.contains(x: x, y: y) {
            focus = .prompt
            prompt.moveCursor(toColumn: x - layout.field.x, width: layout.field.width)
        } else if !hasQuery {
            if let index = layout.example(atRow: y, of: self) {
                examples.select(index, page: examples.count)
                return askExample(index)
            }
        } else if layout.list.contains(x: x, y: y) {
            let row = (y - layout.list.y) / layout.rowHeight
            let visible = list.visible(page: page)
            guard visible.contains(visible.lowerBound + row) else { return [] }
            focus = .list
            let commands = move(to: visible.lowerBound + row)
            return commands + (clicks == 2 ? enterDetails() : [])
        }
        return []
    }
}
