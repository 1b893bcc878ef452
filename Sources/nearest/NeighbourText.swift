import NearestCore

/// A neighbour as two lines of plain text.
enum NeighbourText {
    private static let snippetLength = 160

    static func lines(of neighbour: Neighbour) -> String {
        var head = "\(pad("\(neighbour.rank)", 3))  \(decimals(neighbour.score))"
        // Blanks where there is none keep the paths in one column.
        head += "  " + (neighbour.percentile.map { "\(pad(oneDecimal($0), 5))%" } ?? pad("", 6))
        head += "  \(neighbour.path.display)"
        if let record = neighbour.record { head += " #\(record)" }
        if let part = neighbour.part { head += " › \(PlainText.oneLine(part))" }
        if let page = neighbour.page, !neighbour.partNamesPage { head += " p.\(page)" }
        if let seconds = neighbour.place.seconds { head += " \(Clock.text(seconds.lowerBound))" }
        if neighbour.modality != .text {
            head += "  (\(neighbour.modality.rawValue), \(neighbour.evidence.rawValue))"
        }
        if neighbour.text.isEmpty { return head }
        return head + "\n     " + snippet(neighbour.text)
    }

    static func snippet(_ text: String) -> String {
        let line = PlainText.oneLine(text)
        return line.count <= snippetLength ? line : line.prefix(snippetLength - 1) + "…"
    }

    private static func decimals(_ score: Float) -> String {
        let thousandths = Int((score * 1_000).rounded())
        let digits = String(1_000 + abs(thousandths) % 1_000).dropFirst()
        return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1_000).\(digits)"
    }

    private static func oneDecimal(_ value: Double) -> String {
        "\((value * 10).rounded() / 10)"
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
