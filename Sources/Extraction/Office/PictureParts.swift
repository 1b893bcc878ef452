import NearestCore

/// Pictures inside a document as items of their own.
struct PictureParts {
    let source: SourceFile
    /// More are left out.
    static let most = 2000
    /// Rules, bullets and tracking pixels are no pictures. Pixels a side.
    private static let leastSide = 32

    private(set) var problems = ProblemList()

    init(source: SourceFile) {
        self.source = source
    }

    /// Hands on one picture.
    ///
    /// What is no picture of a known format (a metafile, a film's first frame in some other form) is passed over.
    mutating func emit(
        _ name: String, _ bytes: [UInt8], shown: ShownPictures.Shown, to emit: (ExtractedItem) throws -> Void
    ) throws {
        guard ImageDecoder.recognises(bytes) || Self.isDrawing(bytes) else { return }
        if let size = PictureSize(of: bytes), min(size.width, size.height) < Self.leastSide { return }
        var item: ExtractedItem
        do {
            item = try PictureReader(source: source).item(of: bytes, part: name, page: shown.page)
        } catch let error as NearestError {
            problems.add("\(PlainText.oneLine(name)): \(error.problem)")
            return
        }
        item.texts += shown.words.map { EvidenceText(modality: .image, evidence: .caption, text: $0) }
        if item.title == nil { item.title = shown.words.first }
        try emit(item)
    }

    /// Pictures of an archive, in the archive's order.
    mutating func emit(
        _ pictures: ShownPictures, of archive: DocumentArchive, to emit: (ExtractedItem) throws -> Void
    ) throws {
        let there = pictures.byName.keys.filter(archive.holds).sorted()
        if there.isEmpty { return }
        if there.count > Self.most { problems.add("\(there.count - Self.most) of its pictures were left out") }
        do {
            let damaged = try archive.visit(Set(there.prefix(Self.most))) { name, bytes in
                try self.emit(name, bytes, shown: pictures.byName[name] ?? .init(), to: emit)
            }
            damaged.forEach { problems.add($0) }
        } catch let error as NearestError where error.code == .unreadable && error.subject == source.subject {
            problems.add("pictures: \(error.problem)")
        }
    }

    private static func isDrawing(_ bytes: [UInt8]) -> Bool {
        let head = String(decoding: bytes.prefix(512), as: UTF8.self)
        return head.contains("<svg")
    }
}
