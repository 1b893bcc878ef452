import NearestCore
import TerminalKit

/// The status line's words: a notice while there is one, what is wrong with a half-typed question, else what was
/// searched, how fast and by which model.
struct StatusText {
    private let state: ExplorerState
    private let theme: Theme

    init(_ state: ExplorerState) {
        self.state = state
        theme = state.theme
    }

    /// At most `width` cells; facts that do not fit are left out, the last first.
    func spans(width: Int) -> [Span] {
        if let notice = state.notice {
            let text = Truncation.tail(notice.text, to: width, ellipsis: theme.glyphs.ellipsis)
            return [Span(text, theme.style(.good))]
        }
        // Where there are no results, it stands in their place.
        if let objection = state.search.objection, state.error == nil, !state.search.neighbours.isEmpty {
            let mark = "\(theme.glyphs.warning) "
            let text = Truncation.tail(
                objection.description, to: width - DisplayWidth.of(mark), ellipsis: theme.glyphs.ellipsis)
            return [Span(mark, theme.style(.warning)), Span(text, theme.style(.secondary))]
        }
        let separator = Span(theme.glyphs.separator, theme.style(.furniture))
        var result: [Span] = []
        for fact in facts {
            let next = result.isEmpty ? fact : result + [separator] + fact
            if next.width > width { break }
            result = next
        }
        return result
    }

    private var facts: [[Span]] {
        let text = theme.style(.secondary)
        var facts: [[Span]] = []
        if state.isSlow {
            let steps = theme.glyphs.spinner
            let step = steps[(state.now / SearchState.spinnerStep).magnitudeModulo(steps.count)]
            facts.append([Span(String(step), theme.style(.accent)), Span(" searching", text)])
        }
        if let outcome = state.search.outcome {
            facts.append([Span(Figures.count(outcome.searched, "passage"), text)])
            facts.append([Span(Figures.latency(outcome.elapsedMilliseconds), text)])
        } else {
            facts.append([Span(Figures.count(state.corpus.passages, "passage"), text)])
        }
        facts.append([Span(sources, text)])
        if state.corpus.failures > 0 {
            facts.append([Span("\(Figures.count(state.corpus.failures)) failed", text)])
        }
        return facts
    }

    /// The models whose spaces answered, and the full text; before the first answer, the corpus' model.
    private var sources: String {
        var names: [String] = []
        for contribution in state.search.neighbours.flatMap(\.contributions) {
            let name = contribution.source.shortName
            if !names.contains(name) { names.append(name) }
        }
        if names.isEmpty { names = [ListSource.shortened(state.corpus.model)] }
        return PlainText.oneLine(names.joined(separator: " + "))
    }
}

extension Int {
    /// The remainder that is never negative.
    fileprivate func magnitudeModulo(_ divisor: Int) -> Int {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
