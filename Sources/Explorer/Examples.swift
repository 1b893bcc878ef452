import NearestCore

/// Queries to try, for the screen that greets.
enum Examples {
    /// The corpus' own examples first, filled up to three with general ones.
    static func of(_ corpus: CorpusSummary) -> [String] {
        let own = corpus.examples.map(PlainText.oneLine).filter { !$0.isEmpty }
        return Array((own + general.filter { !own.contains($0) }).prefix(max(3, min(own.count, 5))))
    }

    private static let general = [
        "the main findings, and how certain they are",
        "a problem that nobody has solved yet",
        "advice for somebody who is just starting",
    ]
}
