import NearestCore

/// What reading found becomes segments: pieces as they are, and words as passages within the model's limit.
struct SegmentCutter: Sendable {
    private let splitter: PassageSplitter
    private let packer: TimedTextPacker

    init(counter: any TokenCounter) {
        splitter = PassageSplitter(counter: counter)
        packer = TimedTextPacker(counter: counter)
    }

    /// The segments in this order: the document's passages, the pieces, then the words that stand for pieces.
    ///
    /// - Throws: `CancellationError`.
    func item(of extracted: ExtractedItem, cancellation: Cancellation) throws -> Item {
        var segments = try splitter.passages(of: extracted.document, cancellation: cancellation)
        segments += extracted.pieces.map {
            Segment(modality: $0.modality, evidence: .native, place: $0.place, text: "")
        }
        var timed: [EvidenceText] = []
        for text in extracted.texts {
            if case .time = text.place {
                timed.append(text)
            } else {
                segments += try passages(of: text, cancellation: cancellation)
            }
        }
        segments += try packer.segments(of: timed, cancellation: cancellation)
        return Item(
            record: extracted.record, part: extracted.part, page: extracted.page, title: extracted.title,
            metadata: extracted.metadata, segments: segments, thumbnail: extracted.thumbnail)
    }

    /// A text that the model sees only the beginning of is several segments, which stand for the same piece.
    private func passages(of text: EvidenceText, cancellation: Cancellation) throws -> [Segment] {
        try splitter.passages(of: text.text, cancellation: cancellation).map { passage in
            Segment(modality: text.modality, evidence: text.evidence, place: text.place, text: passage.text)
        }
    }
}
