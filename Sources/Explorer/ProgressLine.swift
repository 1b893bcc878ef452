import NearestCore
import TerminalKit

/// How far indexing is, on one line: a gauge, counts, rate and time left.
struct ProgressLine {
    private let progress: IndexingProgress
    private let theme: Theme

    init(_ progress: IndexingProgress, _ theme: Theme) {
        self.progress = progress
        self.theme = theme
    }

    func draw(in line: Rect, _ buffer: inout CellBuffer) {
        let area = line.inset(x: 1)
        var facts = texts
        // The gauge gives way to the words, then the last words do.
        let barWidth = min(24, max(0, area.width / 4))
        while facts.count > 1, width(of: facts) + barWidth + 7 > area.width { facts.removeLast() }
        let bar = Bar(fraction: fraction ?? 0, filled: theme.style(.strongBar), track: theme.style(.track))
        var x = area.x
        if let fraction, barWidth >= 6 {
            x = buffer.write(bar.spans(width: barWidth, glyphs: theme.glyphs), x: x, y: area.y, in: area) + 1
            let percent = "\(Figures.decimal((fraction * 100).rounded(.down), places: 0)) %"
            let padded = String(repeating: " ", count: max(0, 5 - percent.count)) + percent
            x = buffer.write(padded, x: x, y: area.y, style: theme.style(.figure), in: area) + 2
        }
        var spans: [Span] = []
        for (index, text) in facts.enumerated() {
            if index > 0 { spans.append(Span(theme.glyphs.separator, theme.style(.furniture))) }
            spans.append(Span(text, theme.style(index == 0 ? .text : .secondary)))
        }
        buffer.write(spans, x: x, y: area.y, in: area)
    }

    private func width(of facts: [String]) -> Int {
        facts.reduce(0) { $0 + DisplayWidth.of($1) } + (facts.count - 1) * DisplayWidth.of(theme.glyphs.separator)
    }

    /// How much is done; nil while it cannot be said.
    private var fraction: Double? {
        switch progress.phase {
        case .crawling, .finished, .cancelled: nil
        case .extracting: Self.share(progress.filesRead, of: progress.filesToRead)
        case .encoding: Self.share(progress.segmentsEncoded, of: progress.segmentsToEncode)
        }
    }

    private static func share(_ done: Int, of all: Int) -> Double? {
        all > 0 ? min(1, max(0, Double(done) / Double(all))) : nil
    }

    private var texts: [String] {
        var texts: [String] = []
        switch progress.phase {
        case .crawling: texts.append("looking for files: \(Figures.count(progress.filesFound)) found")
        case .extracting:
            texts.append(
                "reading \(Figures.count(progress.filesRead)) of \(Figures.count(progress.filesToRead, "file"))")
        case .encoding:
            let all = Figures.count(progress.segmentsToEncode, "passage")
            texts.append("encoding \(Figures.count(progress.segmentsEncoded)) of \(all)")
        case .finished, .cancelled: break
        }
        if progress.segmentsPerSecond > 0 {
            let places = progress.segmentsPerSecond < 10 ? 1 : 0
            texts.append("\(Figures.decimal(progress.segmentsPerSecond, places: places)) passages/s")
        }
        if let left = progress.secondsLeft { texts.append("\(Figures.duration(left)) left") }
        if progress.failures > 0 { texts.append("\(Figures.count(progress.failures)) failed") }
        return texts
    }
}
