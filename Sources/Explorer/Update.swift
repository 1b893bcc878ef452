import NearestCore
import TerminalKit

/// What a message does to the app. Pure: whatever the world must do is returned as commands, in order.
package func update(_ state: inout ExplorerState, _ message: ExplorerMessage) -> [ExplorerCommand] {
    switch message {
    case .event(let event): return state.receive(event)
    case .results(let generation, let outcome): return state.receiveResults(outcome, generation: generation)
    case .searchFailed(let generation, let error): return state.receiveFailure(error, generation: generation)
    case .preview(let generation, let preview):
        if generation == state.preview.generation, preview.segment == state.preview.segment {
            state.preview.loaded = preview
            state.preview.error = nil
        }
    case .previewFailed(let generation, let error):
        if generation == state.preview.generation { state.preview.error = error }
    case .progress(let progress): return state.receiveProgress(progress)
    case .corpus(let summary):
        state.corpus = summary
        state.examples.resize(count: Examples.of(summary).count, page: 3)
    case .failed(let error):
        state.error = error
        state.isErrorOfSearch = false
    case .notice(let text): state.notify(text)
    case .tick(let milliseconds):
        state.now = milliseconds
        if let notice = state.notice, milliseconds >= notice.until { state.notice = nil }
    }
    return []
}

extension ExplorerState {
    mutating func notify(_ text: String) {
        notice = Notice(text: PlainText.oneLine(text), until: now + Notice.lifetime)
    }

    mutating func receive(_ event: TerminalEvent) -> [ExplorerCommand] {
        switch event {
        case .terminate: return [.quit]
        case .resize(let newWidth, let newHeight):
            width = max(0, newWidth)
            height = max(0, newHeight)
            list.select(list.selection, page: page)
            return []
        case .paste(let text): return paste(text)
        case .mouse(let mouse): return receive(mouse)
        case .key(let key):
            notice = nil
            return receive(key)
        }
    }

    private mutating func receive(_ key: Key) -> [ExplorerCommand] {
        let isSecondG = isAwaitingSecondG
        isAwaitingSecondG = false
        switch key {
        case .control("c"): return [.quit]
        case .control("z"): return [.suspend]
        case .control("l"): return [.redraw]
        case Key(.function(1)):
            helpScroll = helpScroll == nil ? 0 : nil
            return []
        default: break
        }
        if helpScroll != nil { return receiveInHelp(key) }
        switch focus {
        case .prompt: return receiveInPrompt(key)
        case .list: return receiveInList(key, isSecondG: isSecondG)
        case .details: return receiveInDetails(key, isSecondG: isSecondG)
        }
    }
}
