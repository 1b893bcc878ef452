/// The views of the app. Each has its own keys, drawing and hints; the prompt and the status line are shared.
package enum ExplorerView: Hashable, Sendable, CaseIterable {
    case search
}
