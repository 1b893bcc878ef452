import Foundation
import NearestCore

/// `nearest search --explain` for people: what each list said of a neighbour.
enum ExplanationText {
    private static let indent = "       "

    static func lines(of neighbour: Neighbour) -> String {
        var lines = neighbour.contributions.map { "\(indent)\(line(of: $0))" }
        if !neighbour.matchedWords.isEmpty {
            lines.append("\(indent)words: \(neighbour.matchedWords.map(PlainText.oneLine).joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }

    static func timings(of outcome: SearchOutcome) -> String {
        let parts = outcome.timings
        let named = [
            ("encode", parts.encode), ("search", parts.search), ("words", parts.words), ("fuse", parts.fuse),
            ("read", parts.read),
        ].map { "\($0.0) \(String(format: "%.1f", $0.1))" }
        let whole = String(format: "%.1f", outcome.elapsedMilliseconds)
        let chance = outcome.expectedByChance.map {
            String(format: "\nChance would bring %.2g hits as high as the best: ", $0) + match(outcome.match)
        }
        return "\(whole) ms: \(named.joined(separator: ", "))\(chance ?? "")"
    }

    private static func match(_ strength: MatchStrength) -> String {
        switch strength {
        case .clear: "it stands out."
        case .weak: "it hardly stands out."
        case .none: "no real match."
        }
    }

    private static func line(of contribution: Contribution) -> String {
        let isText = contribution.source == .fullText
        var line = "#\(contribution.rank) of \(contribution.source.shortName)"
        line += isText ? ", BM25 " : ", score "
        line += String(format: isText ? "%.2f" : "%.3f", Double(contribution.score))
        if let percentile = contribution.percentile { line += String(format: ", %.2f%%", percentile) }
        line += ", by \(contribution.evidence.rawValue)"
        return line + String(format: ", adds %.5f", contribution.share)
    }
}
