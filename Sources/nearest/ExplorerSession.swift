import Catalog
import Explorer
import Foundation
import NcursesTerminal
import NearestCore
import Search
import TerminalKit

/// The explorer's loop: events and answers in, the state changed, its picture out, its commands carried out.
///
/// The loop's thread only computes and draws; everything that could block runs elsewhere and answers through
/// the mailbox.
final class ExplorerSession {
    private let location: CorpusLocation
    private let mailbox = Mailbox<ExplorerMessage>()
    private let encoders = EncoderCache()
    private let effects: ExplorerEffects
    private var isRunning = true

    /// - Throws: `NearestError` when there is no index that can be read.
    init(location: CorpusLocation) throws {
        self.location = location
        let engine = try SearchEngine(location: location, encoder: encoders.encoder(for:))
        effects = ExplorerEffects(engine: engine) { [mailbox] in mailbox.post($0) }
    }

    /// Runs until the user quits.
    ///
    /// - Throws: `NearestError` when there is no terminal to draw on.
    func run(indexing isIndexing: Bool) throws {
        let terminal = try takeTerminal()
        defer { terminal.close() }
        var state = ExplorerState(
            corpus: try CorpusSummary(of: location), theme: terminal.theme, width: terminal.width,
            height: terminal.height)
        draw(state, on: terminal)

        let indexing = isIndexing ? startIndexing() : nil
        effects.warmUp()
        while isRunning {
            let wake = terminal.next(mailbox, timeout: state.millisecondsToTick)
            var commands = update(&state, .tick(milliseconds: wake.milliseconds))
            for event in wake.events { commands += update(&state, .event(event)) }
            for message in wake.messages { commands += update(&state, message) }
            carryOut(commands, state: &state, terminal: terminal)
            if isRunning { draw(state, on: terminal) }
        }
        // The screen is given back before the last commit is waited for.
        terminal.close()
        effects.close()
        indexing?.stop()
    }

    private func takeTerminal() throws -> Terminal {
        do throws(TerminalError) {
            return try Terminal()
        } catch {
            throw NearestError(.system, nil, error.problem, remedy: error.remedy)
        }
    }

    private func startIndexing() -> BackgroundIndexing {
        BackgroundIndexing(location: location, keep: encoders.keep) { [mailbox] in mailbox.post($0) }
    }

    private func draw(_ state: ExplorerState, on terminal: Terminal) {
        var buffer = CellBuffer(width: terminal.width, height: terminal.height)
        render(state, into: &buffer)
        terminal.draw(buffer)
    }

    private func carryOut(_ commands: [ExplorerCommand], state: inout ExplorerState, terminal: Terminal) {
        for command in commands {
            switch command {
            case .search(let generation, let query, let limit):
                effects.search(generation: generation, query: query, limit: limit)
            case .preview(let generation, let neighbour, let query):
                effects.preview(generation: generation, neighbour: neighbour, query: query)
            case .open(let neighbour):
                effects.open(neighbour)
            case .edit(let neighbour):
                edit(neighbour, terminal: terminal)
            case .copy(let text):
                terminal.copy(text)
            case .suspend:
                terminal.suspend()
            case .redraw:
                terminal.invalidate()
            case .quit:
                isRunning = false
            }
        }
    }

    private func edit(_ neighbour: Neighbour, terminal: Terminal) {
        do {
            try terminal.lend { try Editor.edit(neighbour, in: location) }
        } catch {
            if let error = NearestError(reporting: error) { mailbox.post(.failed(error)) }
        }
    }
}
