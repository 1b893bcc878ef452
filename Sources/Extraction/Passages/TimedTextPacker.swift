import NearestCore

/// Packs what is said one line after the other, subtitles or a transcript, into passages with a start and an end.
///
/// A passage ends where the next line would not fit into the model's limit, where nothing is said for a while, and
/// where it would grow too long to be listened to.
struct TimedTextPacker: Sendable {
    private let budget: PassageBudget
    private let splitter: PassageSplitter

    /// In seconds: a passage of speech that is still quickly heard.
    static let longestPassage = 30.0
    /// In seconds: what is said after such a silence is something new.
    static let longestSilence = 8.0

    init(counter: any TokenCounter) {
        budget = PassageBudget(counter: counter)
        splitter = PassageSplitter(counter: counter)
    }

    /// - Parameter lines: with places in time. Those of one modality and evidence that follow each other are one track
    ///   and are packed together; where time goes back, another track begins, such as another language's subtitles.
    func segments(of lines: [EvidenceText], cancellation: Cancellation) throws -> [Segment] {
        var segments: [Segment] = []
        var rest = lines[...]
        while let first = rest.first {
            var latest = -Double.infinity
            let track = rest.prefix { line in
                defer { latest = line.start }
                return line.modality == first.modality && line.evidence == first.evidence && line.start >= latest
            }
            rest = rest.dropFirst(track.count)
            segments += try pack(Array(track), cancellation: cancellation)
        }
        return segments
    }

    private func pack(_ lines: [EvidenceText], cancellation: Cancellation) throws -> [Segment] {
        var segments: [Segment] = []
        var passage: [EvidenceText] = []
        var tokens = 0
        func finish() throws {
            segments += try cut(passage, cancellation: cancellation)
            passage = []
            tokens = 0
        }
        for line in lines {
            try cancellation.check()
            // A karaoke or a roll-up subtitle says the same line again and again.
            if let last = passage.last, last.text == line.text {
                passage[passage.count - 1].place = .time(start: last.start, end: max(last.end, line.end))
                continue
            }
            let needed = budget.counter.tokenCount(of: line.text)
            if let first = passage.first, let last = passage.last {
                let isTooMuch = tokens + needed > budget.tokens
                let isTooLong = line.end - first.start > Self.longestPassage
                if isTooMuch || isTooLong || line.start - last.end > Self.longestSilence { try finish() }
            }
            passage.append(line)
            tokens += needed
        }
        try finish()
        return segments
    }

    /// Mostly one; several with the same times for a line that is longer than the limit.
    private func cut(_ passage: [EvidenceText], cancellation: Cancellation) throws -> [Segment] {
        guard let first = passage.first else { return [] }
        let place = Place.time(start: first.start, end: passage.reduce(first.end) { max($0, $1.end) })
        let text = passage.map(\.text).joined(separator: "\n")
        let passages = try splitter.passages(of: text, cancellation: cancellation)
        return passages.map {
            Segment(modality: first.modality, evidence: first.evidence, place: place, text: $0.text)
        }
    }
}

extension EvidenceText {
    fileprivate var start: Double { place.seconds?.lowerBound ?? 0 }
    fileprivate var end: Double { place.seconds?.upperBound ?? 0 }
}
