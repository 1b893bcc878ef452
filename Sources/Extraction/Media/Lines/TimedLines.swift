import NearestCore

/// The lines of one track, put into an order that a passage can be made of.
enum TimedLines {
    /// In seconds: no recording that anybody has is longer, and such times come from damage.
    private static let latest = 1e6
    /// How long a line stays that does not say when it goes, in seconds.
    private static let longestUnclosed = 10.0

    /// As evidence, in the order of their starts. Lines without words or at impossible times are left out; one that
    /// does not say when it ends, or ends before it starts, ends where the next begins.
    static func evidence(_ lines: [TimedLine], modality: Modality) -> [EvidenceText] {
        let usable = lines.filter { line in
            line.start.isFinite && line.start >= 0 && line.start <= latest && !line.text.allSatisfy(\.isWhitespace)
        }.sorted { $0.start < $1.start }
        return usable.indices.map { index in
            let line = usable[index]
            return EvidenceText(
                modality: modality, evidence: .transcript,
                place: .time(start: line.start, end: end(of: line, before: usable[(index + 1)...])), text: line.text
            )
        }
    }

    private static func end(of line: TimedLine, before rest: ArraySlice<TimedLine>) -> Double {
        if let end = line.end, end.isFinite, end >= line.start { return min(end, latest) }
        let next = rest.first { $0.start > line.start }?.start ?? .infinity
        return min(next, line.start + longestUnclosed)
    }
}
