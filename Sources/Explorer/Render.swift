import NearestCore
import TerminalKit

/// Draws the app. Pure: the same state gives the same cells.
///
/// - Parameter buffer: a screen of the state's size; whatever was on it is gone.
package func render(_ state: ExplorerState, into buffer: inout CellBuffer) {
    buffer = CellBuffer(width: state.width, height: state.height)
    let layout = state.layout
    guard layout.isUsable else {
        buffer.write("too small", x: 0, y: 0, style: .plain, in: buffer.bounds)
        return
    }
    switch state.view {
    case .search: SearchScreen(state, layout).draw(into: &buffer)
    }
    if let scroll = state.helpScroll {
        buffer.cursor = nil
        Help.panel(for: state.theme).draw(in: state.helpArea, scroll: scroll, &buffer, theme: state.theme)
    }
}
