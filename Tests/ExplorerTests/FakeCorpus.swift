import NearestCore
import TerminalKit

@testable import Explorer

/// A made-up corpus, and its answers to any query.
enum FakeCorpus {
    static let summary = CorpusSummary(
        name: "long-documents", files: 1284, passages: 34_021, failures: 3,
        kinds: [
            .init(name: "pdf", count: 812), .init(name: "md", count: 241), .init(name: "txt", count: 96),
            .init(name: "jsonl", count: 4),
        ],
        examples: ["how do transformers handle long documents", "what limits the memory of a network"],
        model: "sentence-transformers/all-MiniLM-L6-v2")

    private struct Entry {
        var path: String
        var title: String?
        var page: Int?
        var record: Int?
        var score: Float
        var percentile: Double?
        var text: String
    }

    static let passage = """
        Attention over long documents is expensive, since every token looks at every other one. The cost grows \
        with the square of the length. Sparse patterns keep a window around each token and a few global tokens \
        that see everything, so that the cost grows with the length alone. In practice a window of 512 tokens is \
        enough for most questions.
        """

    private static let entries = [
        Entry(
            path: "papers/transformers/attention-over-long-documents.pdf", title: "Attention over long documents",
            page: 4, score: 0.714, percentile: 99.98, text: passage),
        Entry(
            path: "notes/2024/reading-list.md", title: "Efficient transformers", score: 0.655, percentile: 99.9,
            text: "Longformer and BigBird: sliding windows plus global tokens. Both scale linearly."),
        Entry(
            path: "abstracts.jsonl", title: "Hierarchical encoders for books", record: 1204, score: 0.61,
            percentile: 99.7, text: "We encode paragraphs one by one and attend over paragraph vectors."),
        Entry(
            path: "memory/compressive-memory-for-very-long-sequences-a-survey-of-methods.pdf", page: 17,
            score: 0.58, percentile: 98.4, text: "Compressive memories keep a summary of what left the window."),
        Entry(
            path: "日本語/長い文書の要約.txt", title: "長い文書の要約について", score: 0.47, percentile: 97.2,
            text: "長い文書を要約するには、まず段落ごとに要点を抜き出し、次にそれらをまとめる。"),
        Entry(
            path: "mail/re-reading-group.txt", score: 0.41,
            text: "Shall we do it next week? 👩‍🔬 can present 🇩🇪 the cafe\u{301} part ❤️."),
        Entry(path: "عربي/ملاحظات.md", score: 0.36, percentile: 91, text: "ملاحظات حول معالجة النصوص الطويلة"),
        Entry(
            path: "code/windowed_attention.py", score: 0.12, percentile: 52.4,
            text: "def window(q, k, size):\n    return q @ k.T"),
    ]

    static func neighbours(_ count: Int) -> [Neighbour] {
        (0..<count).map { index in
            let entry = entries[index % entries.count]
            return Neighbour(
                segment: SegmentID(index + 1), rank: index + 1,
                score: index < entries.count ? entry.score : 0.1 / Float(index), percentile: entry.percentile,
                path: CorpusPath(entry.path), copies: index == 0 ? [CorpusPath("inbox/att.pdf")] : [],
                record: entry.record, title: entry.title, modality: .text, model: "all-MiniLM-L6-v2",
                evidence: .content, place: .text(page: entry.page, range: 0..<10), text: entry.text)
        }
    }

    /// A picture by its caption and its pixels, the minute of a talk, a scan, and a passage that words alone found.
    static var mixed: SearchOutcome {
        let mini = ListSource.space(model: "sentence-transformers/all-MiniLM-L6-v2")
        let clip = ListSource.space(model: "openai/clip-vit-base-patch32")
        func hit(
            _ rank: Int, _ path: String, _ modality: Modality, _ evidence: Evidence, _ place: Place = .whole,
            by lists: [(ListSource, Int)], score: Float, percentile: Double?, text: String
        ) -> Neighbour {
            var hit = Neighbour(
                segment: SegmentID(rank), rank: rank, score: score, percentile: percentile, path: CorpusPath(path),
                modality: modality, model: lists[0].0 == .fullText ? mini.name : lists[0].0.name,
                evidence: evidence, place: place, text: text)
            hit.contributions = lists.map { source, place in
                Contribution(
                    source: source, rank: place, score: score, percentile: percentile, evidence: evidence,
                    segment: hit.segment, share: 1 / Double(60 + place))
            }
            if lists.contains(where: { $0.0 == .fullText }) { hit.matchedWords = ["lighthouse"] }
            return hit
        }
        return SearchOutcome(
            query: "lighthouse",
            neighbours: [
                hit(
                    1, "pictures/lighthouse.jpg", .image, .native, by: [(clip, 1), (mini, 2), (.fullText, 2)],
                    score: 0.31, percentile: 99.97, text: ""),
                hit(
                    2, "talks/keeper.mp3", .audio, .transcript, .time(start: 65, end: 92),
                    by: [(mini, 1), (.fullText, 1)], score: 0.62, percentile: 99.8,
                    text: "the light had gone out twice that winter"),
                hit(
                    3, "scans/log-1911.png", .image, .ocr, by: [(mini, 3)], score: 0.48, percentile: 98.9,
                    text: "lamp trimmed at dusk"),
                hit(
                    4, "history/index.txt", .text, .content, .text(page: nil, range: 0..<9), by: [(.fullText, 3)],
                    score: 0.2, percentile: 88, text: "Lighthouse, see Skerry"),
            ], elapsedMilliseconds: 21, searched: 4_200)
    }

    static func outcome(_ query: String, limit: Int, total: Int = 120, notes: [String] = []) -> SearchOutcome {
        SearchOutcome(
            query: query, neighbours: neighbours(min(limit, total)), elapsedMilliseconds: 8.4, searched: 34_021,
            notes: notes)
    }

    static func preview(_ neighbour: Neighbour) -> Preview {
        let before = """
            3.2 Related work
            Recurrent networks read a text word by word and keep what they have read in a
            vector of fixed size.


            """
        let after =
            "\n\n3.3 Experiments\nWe train on articles of up to 16,000 tokens.\n\nNothing was tried on dialogue."
        let start = before.unicodeScalars.count
        let length = neighbour.text.unicodeScalars.count
        let sentence = neighbour.text == passage ? 134..<272 : 0..<min(length, 30)
        return Preview(
            segment: neighbour.segment, text: before + neighbour.text + after, passage: start..<start + length,
            bestSentence: start + sentence.lowerBound..<start + sentence.upperBound, bestScore: 0.78,
            facts: [
                .init(name: "page", value: "\(neighbour.place.page ?? 1)"), .init(name: "size", value: "1.2 MB"),
                .init(name: "modified", value: "2024-03-02"),
            ])
    }
}
