import Foundation
import NearestCore
import Search
import TerminalKit

/// `nearest compare` for people: lists in columns, how far they agree, and how the scores lie.
struct ComparisonText {
    let comparison: Comparison
    let width: Int

    private static let gap = 3
    private static let narrowest = 24
    private static let sharedShown = 10

    init(_ comparison: Comparison, width: Int) {
        self.comparison = comparison
        self.width = width
    }

    var text: String {
        ([table] + [agreement, spreads, notes].filter { !$0.isEmpty }).joined(separator: "\n\n")
    }

    // MARK: The lists

    /// As many columns side by side as there is room for, the rest below.
    private var table: String {
        let columns = comparison.columns
        let atOnce = max(1, min(columns.count, (width + Self.gap) / (Self.narrowest + Self.gap)))
        let blocks = stride(from: 0, to: columns.count, by: atOnce).map { first in
            block(Array(columns[first..<min(first + atOnce, columns.count)]))
        }
        return blocks.joined(separator: "\n\n")
    }

    private func block(_ columns: [Comparison.Column]) -> String {
        let room = (width - Self.gap * (columns.count - 1)) / max(1, columns.count)
        let cells = columns.map { lines(of: $0, width: room) }
        let height = cells.map(\.count).max() ?? 0
        return (0..<height).map { row in
            let line = cells.map { pad(row < $0.count ? $0[row] : "", to: room) }
            return trimmed(line.joined(separator: String(repeating: " ", count: Self.gap)))
        }.joined(separator: "\n")
    }

    private func lines(of column: Comparison.Column, width: Int) -> [String] {
        var head = ListSource.shortened(column.name)
        if column.match == .none { head += " (no real match)" }
        var lines = [Truncation.tail(head, to: width, ellipsis: "…"), String(repeating: "─", count: width)]
        if column.neighbours.isEmpty { lines.append("nothing") }
        for neighbour in column.neighbours { lines += [first(neighbour, width), second(neighbour, width)] }
        return lines
    }

    private func first(_ neighbour: Neighbour, _ width: Int) -> String {
        var place = neighbour.path.display
        if let record = neighbour.record { place += " #\(record)" }
        if let page = neighbour.page { place += " p.\(page)" }
        if let seconds = neighbour.place.seconds { place += " \(Clock.text(seconds.lowerBound))" }
        let rank = pad(neighbour.rank, to: 2) + " "
        return rank + Truncation.path(place, to: width - rank.count, ellipsis: "…")
    }

    private func second(_ neighbour: Neighbour, _ width: Int) -> String {
        var line = String(format: "   %.3f", Double(neighbour.score))
        if let percentile = neighbour.percentile { line += String(format: " %5.1f%%", percentile) }
        line += " \(neighbour.evidence.rawValue)"
        if comparison.axis == .model, neighbour.modality != .text { line += " \(neighbour.modality.rawValue)" }
        if comparison.axis == .modality { line += " \(ListSource.shortened(neighbour.model))" }
        return Truncation.tail(line, to: width, ellipsis: "…")
    }

    // MARK: How far they agree

    private var agreement: String {
        comparison.pairs.map(agreement).joined(separator: "\n\n")
    }

    private func agreement(_ pair: ListPair) -> String {
        let names = "\(ListSource.shortened(pair.left)) and \(ListSource.shortened(pair.right))"
        var head = names + String(format: ": overlap@%ld %.2f", comparison.limit, pair.overlap)
        if let overlap = pair.rankBiasedOverlap { head += String(format: ", RBO %.2f", overlap) }
        let rows = pair.shared.prefix(Self.sharedShown).map { shared in
            let difference = shared.difference
            let move = difference == 0 ? " =" : difference > 0 ? "↓\(difference)" : "↑\(-difference)"
            let ranks = "\(pad(shared.leftRank, to: 4)) → \(pad(shared.rightRank, to: 2))  \(pad(move, to: 4))"
            return Truncation.tail("\(ranks) \(shared.path.display)", to: width, ellipsis: "…")
        }
        let more = pair.shared.count - rows.count
        return ([head] + rows + (more > 0 ? ["  and \(more) more"] : [])).joined(separator: "\n")
    }

    // MARK: How the scores lie

    private var spreads: String {
        let rows = comparison.columns.flatMap { column in
            column.scores.map { spread in
                let name =
                    comparison.axis == .model
                    ? ListSource.shortened(spread.model)
                    : "\(column.name), \(ListSource.shortened(spread.model))"
                return (name: name, scores: spread.distribution)
            }
        }
        if rows.isEmpty { return "" }
        let title = "the question's scores"
        let room = (rows.map(\.name) + [title]).map { DisplayWidth.of($0) }.max() ?? 0
        let lines = rows.map { row in
            let scores = row.scores
            let figures = String(
                format: "%7.3f %7.3f %7.3f %7.3f %7.3f", scores.minimum, scores.median, scores.ninetieth,
                scores.ninetyNinth, scores.maximum)
            return "\(pad(row.name, to: room))  \(figures)  \(bars(scores.histogram))"
        }
        let head = pad(title, to: room) + "      min  median     p90     p99     max"
        return ([head] + lines).joined(separator: "\n")
    }

    private func bars(_ counts: [Int]) -> String {
        let marks = Array("▁▂▃▄▅▆▇█")
        let most = max(1, counts.max() ?? 1)
        return String(counts.map { $0 == 0 ? " " : marks[min(marks.count - 1, $0 * marks.count / (most + 1))] })
    }

    private var notes: String {
        var said: Set<String> = []
        return comparison.columns.flatMap(\.notes).filter { said.insert($0).inserted }.map(PlainText.oneLine)
            .joined(separator: "\n")
    }

    // MARK: Cells

    private func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    }

    private func pad(_ number: Int, to width: Int) -> String {
        let text = "\(number)"
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
