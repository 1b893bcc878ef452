import FoundationEssentials
import NearestCore

/// An item as a frame has it: the words and pictures in the payload, everything else in the control part.
///
///     payload: ┌─────────────────┬──────────────────────┬───────────┐
///              │ document, UTF-8 │ blocks, 16 bytes each│ thumbnail │
///              └─────────────────┴──────────────────────┴───────────┘
///     a block: ┌────────────┬──────────┬──────────────────┬─────────┬──────────┬────────────────┬───┐
///              │ start, u32 │ end, u32 │ page or 0, u32   │ kind, u8│ evidence │ starts section │ 0 │
///              └────────────┴──────────┴──────────────────┴─────────┴──────────┴────────────────┴───┘
struct WireItem: Codable {
    private struct Piece: Codable {
        var modality: Modality
        var place: WirePlace
    }

    private struct Text: Codable {
        var modality: Modality
        var evidence: Evidence
        var place: WirePlace
        var text: String
    }

    private struct Mention: Codable {
        var picture: Data
        var text: String
    }

    private var record: Int?
    private var part: String?
    private var page: Int?
    private var title: String?
    private var documentTitle: String?
    private var metadata: [MetadataField]
    private var pieces: [Piece]
    private var texts: [Text]
    private var mentions: [Mention]
    private var documentBytes: Int
    private var blocks: Int
    /// Nil where there is no thumbnail.
    private var thumbnailBytes: Int?

    static let blockLength = 16
    static let kinds: [TextBlock.Kind] = [.heading, .prose, .lines]
    static let evidence = Evidence.allCases

    private init(_ item: ExtractedItem) {
        (record, part, page, title) = (item.record, item.part, item.page, item.title)
        documentTitle = item.document.title
        metadata = item.metadata
        pieces = item.pieces.map { Piece(modality: $0.modality, place: WirePlace($0.place)) }
        texts = item.texts.map {
            Text(modality: $0.modality, evidence: $0.evidence, place: WirePlace($0.place), text: $0.text)
        }
        mentions = item.mentions.map { Mention(picture: Data($0.picture.bytes), text: $0.text) }
        documentBytes = item.document.utf8.count
        blocks = item.document.blocks.count
        thumbnailBytes = item.thumbnail?.count
    }

    static func frame(of item: ExtractedItem) throws -> WorkerFrame {
        var payload = item.document.utf8
        payload.reserveCapacity(
            payload.count + item.document.blocks.count * blockLength + (item.thumbnail?.count ?? 0))
        for block in item.document.blocks { append(block, to: &payload) }
        payload += item.thumbnail ?? []
        return try WorkerFrame(.item, WireItem(item), payload: payload)
    }

    private static func append(_ block: TextBlock, to payload: inout [UInt8]) {
        payload.append(littleEndian: UInt32(clamping: block.range.lowerBound))
        payload.append(littleEndian: UInt32(clamping: block.range.upperBound))
        payload.append(littleEndian: UInt32(clamping: block.page ?? 0))
        payload.append(UInt8(clamping: kinds.firstIndex(of: block.kind) ?? 0))
        payload.append(UInt8(clamping: evidence.firstIndex(of: block.evidence) ?? 0))
        payload += [block.startsSection ? 1 : 0, 0]
    }

    /// The item that a frame holds. Nothing that the frame claims is believed before it is looked at.
    ///
    /// - Throws: `WorkerFrameParser.Nonsense`.
    static func item(in frame: WorkerFrame) throws -> ExtractedItem {
        let wire: WireItem = try frame.decoded()
        var item = ExtractedItem(record: wire.record, part: wire.part, page: wire.page, title: wire.title)
        try check(wire.record ?? 1 > 0 && wire.page ?? 1 > 0, "an item without a place in its file")
        item.metadata = wire.metadata
        item.pieces = try wire.pieces.map { NativePiece(modality: $0.modality, place: try $0.place.place()) }
        item.texts = try wire.texts.map {
            EvidenceText(
                modality: $0.modality, evidence: $0.evidence, place: try $0.place.place(), text: $0.text)
        }
        item.mentions = try wire.mentions.map { mention in
            try check(!mention.picture.contains(0), "a path that is none")
            return PictureMention(picture: CorpusPath(bytes: mention.picture), text: mention.text)
        }
        let sections = try wire.sections(of: frame.payload)
        item.document = try document(frame.payload[sections.document], blocks: frame.payload[sections.blocks])
        item.document.title = wire.documentTitle
        item.thumbnail = wire.thumbnailBytes.map { _ in Array(frame.payload[sections.thumbnail]) }
        return item
    }

    private func sections(
        of payload: [UInt8]
    ) throws -> (document: Range<Int>, blocks: Range<Int>, thumbnail: Range<Int>) {
        let limit = payload.count
        let lengths = [documentBytes, blocks, thumbnailBytes ?? 0]
        try Self.check(lengths.allSatisfy { 0 <= $0 && $0 <= limit }, "lengths beyond the frame")
        let blocksEnd = documentBytes + blocks * Self.blockLength
        try Self.check(blocksEnd + (thumbnailBytes ?? 0) == limit, "lengths that are not the frame's")
        return (0..<documentBytes, documentBytes..<blocksEnd, blocksEnd..<limit)
    }

    private static func document(_ text: ArraySlice<UInt8>, blocks: ArraySlice<UInt8>) throws -> StructuredText {
        try check(String(validating: text, as: UTF8.self) != nil, "words that are no UTF-8")
        let text = Array(text)
        var document = StructuredText(utf8: text)
        let blocks = Array(blocks)
        var last = 0
        for offset in stride(from: 0, to: blocks.count, by: blockLength) {
            let block = try block(at: offset, of: blocks)
            let (start, end) = (block.range.lowerBound, block.range.upperBound)
            try check(last <= start && end <= text.count, "a stretch outside of its text")
            try check(isBoundary(start, of: text) && isBoundary(end, of: text), "a stretch that cuts a character")
            last = end
            document.mark(block)
        }
        return document
    }

    private static func block(at offset: Int, of blocks: [UInt8]) throws -> TextBlock {
        let (start, end) = (blocks.littleEndian(at: offset), blocks.littleEndian(at: offset + 4))
        let page = blocks.littleEndian(at: offset + 8)
        let (kind, evidence) = (Int(blocks[offset + 12]), Int(blocks[offset + 13]))
        try check(start <= end && kinds.indices.contains(kind), "a stretch of text that is none")
        try check(Self.evidence.indices.contains(evidence), "a stretch of text that is none")
        return TextBlock(
            kind: kinds[kind], range: Int(start)..<Int(end), page: page == 0 ? nil : Int(page),
            evidence: Self.evidence[evidence], startsSection: blocks[offset + 14] != 0)
    }

    private static func isBoundary(_ offset: Int, of text: [UInt8]) -> Bool {
        offset == text.count || !UTF8.isContinuation(text[offset])
    }

    private static func check(_ condition: Bool, _ problem: @autoclosure () -> String) throws {
        if !condition { throw WorkerFrameParser.Nonsense(problem: problem()) }
    }
}
