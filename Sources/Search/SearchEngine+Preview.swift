import Catalog
import Extraction
import Foundation
import NearestCore

/// What is shown of a neighbour: its passage among its surroundings, with the sentence that answers best.
extension SearchEngine {
    private static let sentencesCompared = 48
    /// Texts beside a piece.
    private static let wordsShown = 20
    /// Of what a file says of itself.
    private static let fieldsShown = 12

    /// - Parameter query: the words that found the neighbour; without any, no sentence is marked.
    /// - Throws: `NearestError` when the segment has gone or the model fails.
    package func preview(
        of neighbour: Neighbour, query: String, workingDirectory: String? = nil, cancellation: Cancellation
    ) throws -> Preview {
        guard let record = try catalog.segments([neighbour.segment])[neighbour.segment] else {
            throw NearestError(
                .unreadable, neighbour.path.display, "this passage is no longer in the corpus",
                remedy: "Search again to see what is.")
        }
        var preview = Preview(segment: neighbour.segment, text: record.segment.text, passage: 0..<0)
        let around = try catalog.segments(
            ofContent: record.contentID, ordinals: max(0, record.ordinal - 1)...(record.ordinal + 1))
        (preview.text, preview.passage) = Self.joined(record, with: around)
        if record.segment.evidence == .native { preview.text = try words(beside: record, of: neighbour) }
        preview.facts = facts(of: record, neighbour: neighbour)
        if !record.segment.text.isEmpty,
            let space = try catalog.spaces().first(where: { $0.space.model == neighbour.model })?.space,
            let vector = try vector(of: query, in: space, workingDirectory, cancellation)
        {
            try mark(
                &preview, passage: record.segment.text, query: vector, space: space, cancellation: cancellation)
        }
        return preview
    }

    /// The query's vector where a space compares words; nil where it does not, and for a query that it does not take.
    private func vector(
        of query: String, in space: Space, _ workingDirectory: String?, _ cancellation: Cancellation
    ) throws -> [Float]? {
        guard space.takesWords, let parsed = try? ParsedQuery(query), parsed.content != .nothing else { return nil }
        let place = QueryPlace(workingDirectory: workingDirectory ?? location.corpus, corpus: location.corpus)
        let prepared: PreparedQuery
        do {
            prepared = try queries.prepare(
                parsed, spaces: [space], areNamed: true, place: place, cancellation: cancellation)
        } catch is NearestError {
            // A file that was asked with may be gone since: the text is shown without a mark.
            return nil
        }
        guard prepared.spaces.contains(space) else { return nil }
        return try queries.vector(prepared, in: space, cancellation: cancellation).values
    }

    /// The words that stand for the same picture, or are heard in the same stretch of a recording.
    ///
    /// A transcript, and what a document says of the picture, are items of their own beside it in the file.
    private func words(beside record: SegmentRecord, of neighbour: Neighbour) throws -> String {
        let seconds = record.segment.place.seconds
        var others: [SegmentRecord] = []
        try catalog.forEachItem(at: neighbour.path) { item in
            guard item.part == neighbour.part, item.record == neighbour.record else { return }
            others += item.segments.filter { other in
                guard let seconds, let stretch = other.segment.place.seconds else { return true }
                return stretch.overlaps(seconds)
            }
        }
        return others.map(\.segment.text).filter { !$0.isEmpty }.prefix(Self.wordsShown).joined(separator: "\n\n")
    }

    /// Marks the sentence of the passage whose own vector is nearest to the query's.
    private func mark(
        _ preview: inout Preview, passage: String, query vector: [Float], space: Space, cancellation: Cancellation
    ) throws {
        let sentences = Array(SentenceSplitter.sentences(in: passage).prefix(Self.sentencesCompared))
        guard !sentences.isEmpty else { return }
        let scalars = Array(passage.unicodeScalars)
        let texts = sentences.map { range in
            EncoderInput.text(String(String.UnicodeScalarView(scalars[range])))
        }
        let vectors = try encoder(space).encode(texts, purpose: .document, cancellation: cancellation)
        var best: (index: Int, score: Float)?
        for index in 0..<vectors.count {
            let score = space.metric.score(vectors[index], vector)
            if score > best?.score ?? -.infinity { best = (index, score) }
        }
        guard let best else { return }
        let range = sentences[best.index]
        let start = preview.passage.lowerBound
        preview.bestSentence = (start + range.lowerBound)..<(start + range.upperBound)
        preview.bestScore = best.score
    }

    /// The passage with its neighbours of the same item before and after it, overlaps said once.
    ///
    /// - Returns: the text, and the passage's range in it, in Unicode scalars.
    static func joined(_ record: SegmentRecord, with around: [SegmentRecord]) -> (String, Range<Int>) {
        let passage = Array(record.segment.text.unicodeScalars)
        guard let range = record.segment.place.textRange else {
            return (record.segment.text, 0..<passage.count)
        }
        var before: [Unicode.Scalar] = []
        var after: [Unicode.Scalar] = []
        for other in around {
            guard let otherRange = other.segment.place.textRange else { continue }
            let scalars = Array(other.segment.text.unicodeScalars)
            if other.ordinal < record.ordinal {
                before = scalars.dropLast(max(0, otherRange.upperBound - range.lowerBound)) + gap(otherRange, range)
            } else if other.ordinal > record.ordinal {
                after = gap(range, otherRange) + scalars.dropFirst(max(0, range.upperBound - otherRange.lowerBound))
            }
        }
        let start = before.count
        let text = String(String.UnicodeScalarView(before + passage + after))
        return (text, start..<(start + passage.count))
    }

    /// The white space that extraction trimmed between two passages.
    private static func gap(_ left: Range<Int>, _ right: Range<Int>) -> [Unicode.Scalar] {
        switch right.lowerBound - left.upperBound {
        case ...0: []
        case 1: [" "]
        default: ["\n", "\n"]
        }
    }

    private func facts(of record: SegmentRecord, neighbour: Neighbour) -> [Preview.Fact] {
        var facts: [Preview.Fact] = []
        if let title = record.title { facts.append(.init(name: "title", value: PlainText.oneLine(title))) }
        if let part = neighbour.part { facts.append(.init(name: "part", value: PlainText.oneLine(part))) }
        if let page = neighbour.page, !neighbour.partNamesPage {
            facts.append(.init(name: "page", value: "\(page)"))
        }
        if let number = neighbour.record { facts.append(.init(name: "record", value: "\(number)")) }
        if let seconds = record.segment.place.seconds {
            let (start, end) = (Clock.text(seconds.lowerBound), Clock.text(seconds.upperBound))
            facts.append(.init(name: "time", value: "\(start) to \(end)"))
        }
        let fields = ((try? catalog.metadata(ofContent: record.contentID)) ?? []).prefix(Self.fieldsShown)
        facts += fields.map { .init(name: PlainText.oneLine($0.name), value: PlainText.oneLine($0.value)) }
        // A picture's size is that of its pixels.
        let size = fields.contains { $0.name == "size" } ? "file size" : "size"
        // What was imported has no file.
        if let file = try? catalog.file(at: neighbour.path)?.file, file.state != .imported {
            let date = Date(timeIntervalSince1970: Double(file.modifiedNanoseconds) / 1e9)
            facts.append(.init(name: size, value: Self.bytes(file.size)))
            facts.append(.init(name: "modified", value: Self.day(date)))
        }
        for copy in neighbour.copies { facts.append(.init(name: "also", value: copy.display)) }
        return facts
    }

    private static func bytes(_ count: Int64) -> String {
        count < 1_000
            ? "\(count) B"
            : count < 1_000_000 ? "\(count / 1_000) kB" : "\(count / 1_000_000) MB"
    }

    private static func day(_ date: Date) -> String {
        let parts = Calendar.current.dateComponents([.year, .month, .day], from: date)
        func two(_ value: Int?) -> String { (value ?? 0) < 10 ? "0\(value ?? 0)" : "\(value ?? 0)" }
        return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
    }
}
