import NearestCore
import TerminalKit

@testable import Explorer

/// The app with a world that answers at once, or not at all.
struct Session {
    var state: ExplorerState
    /// Every command since the last `take()`.
    private(set) var commands: [ExplorerCommand] = []
    var answers = true
    var total = 120
    var notes: [String] = []
    /// What is answered whatever is asked; nil for the made-up corpus.
    var answer: SearchOutcome?

    init(width: Int = 80, height: Int = 24, theme: Theme = Theme(), corpus: CorpusSummary = FakeCorpus.summary) {
        state = ExplorerState(corpus: corpus, theme: theme, width: width, height: height)
    }

    mutating func send(_ message: ExplorerMessage) {
        var waiting = update(&state, message)
        while !waiting.isEmpty {
            let command = waiting.removeFirst()
            commands.append(command)
            guard answers else { continue }
            switch command {
            case .search(let generation, let query, let limit):
                let outcome =
                    answer ?? FakeCorpus.outcome(query, limit: limit, total: total, notes: notes)
                waiting += update(&state, .results(generation: generation, outcome))
            case .preview(let generation, let neighbour, _):
                waiting += update(&state, .preview(generation: generation, FakeCorpus.preview(neighbour)))
            default: break
            }
        }
    }

    mutating func press(_ keys: Key...) {
        for key in keys { send(.event(.key(key))) }
    }

    mutating func type(_ text: String) {
        for character in text { press(.character(character)) }
    }

    mutating func take() -> [ExplorerCommand] {
        defer { commands = [] }
        return commands
    }

    /// A session with results, in the list.
    static func inList(width: Int = 80, height: Int = 24, theme: Theme = Theme(), total: Int = 120) -> Session {
        var session = Session(width: width, height: height, theme: theme)
        session.total = total
        session.type("long documents")
        session.press(Key(.enter))
        _ = session.take()
        return session
    }

    var buffer: CellBuffer {
        var buffer = CellBuffer(width: 0, height: 0)
        render(state, into: &buffer)
        return buffer
    }
}
