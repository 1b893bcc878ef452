import Foundation
import GRDB
import NearestCore
import Testing

@testable import Catalog

/// Labels stand and fall with their piece, their space and the transaction that brings them.
@Suite("Labels in the catalog")
struct LabelTests {
    private let folder: TemporaryFolder
    private let catalog: Catalog
    private let seer: Int64
    private let reader: Int64
    private let piece: SegmentID

    init() throws {
        folder = try TemporaryFolder()
        catalog = try Catalog(writingTo: folder.path)
        seer = try catalog.add(Self.space("seer", .image))
        reader = try catalog.add(Self.space("reader", .text))
        let file = FileRecord(
            path: CorpusPath("a.png"), size: 1, modifiedNanoseconds: 1, digest: nil, extractorVersion: 1,
            state: .read)
        let item = Item(
            segments: [Segment(modality: .image, evidence: .native, place: .whole, text: "")])
        try catalog.record(
            file,
            items: [CatalogItem(item: item, digest: ContentDigest(bytes: [UInt8](repeating: 1, count: 32)))],
            problems: [])
        piece = try #require(
            try catalog.pendingSegments(
                spaceID: seer, modality: .image, kind: .labelledPiece, after: 0, limit: 9
            ).segments.first?.id)
    }

    @Test("fail with their vector, and leave neither")
    func together() throws {
        try catalog.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON segment WHEN NEW.evidence = 'labels'
                    BEGIN SELECT RAISE(ABORT, 'no room'); END
                    """)
        }
        #expect(throws: NearestError.self) { try commit("cat") }
        #expect(try catalog.stores().isEmpty && texts().isEmpty)
        #expect(try pending(.labelledPiece).map(\.hasVector) == [false])

        try catalog.write { try $0.execute(sql: "DROP TRIGGER refuse") }
        #expect(try commit("cat") == 1)
        #expect(try catalog.stores().map(\.rows) == [1] && texts() == ["cat"])
        #expect(try pending(.labelledPiece).isEmpty)
    }

    @Test("are waited for where a vector was made without them")
    func late() throws {
        try catalog.commitVectors(of: [piece], spaceID: seer, modality: .image, folder: "v", rows: 1)
        #expect(try pending(.piece).isEmpty)
        #expect(try pending(.labelledPiece).map(\.hasVector) == [true])
        let changes = try catalog.changeCount()
        #expect(try catalog.commitLabels([PredictedLabels(piece: piece, text: "cat")], spaceID: seer) == 1)
        #expect(try catalog.changeCount() > changes)
        #expect(try pending(.labelledPiece).isEmpty && texts() == ["cat"])
        // Of a piece that is gone, nothing is kept.
        #expect(try catalog.commitLabels([PredictedLabels(piece: 99, text: "dog")], spaceID: seer) == 0)
        #expect(try texts() == ["cat"])
    }

    @Test("that are replaced leave a dead row in the spaces that had read them")
    func replaced() throws {
        try commit("cat")
        let first = try words()
        try catalog.commitVectors(of: first, spaceID: reader, modality: .image, folder: "w", rows: 1)
        #expect(try commit("cat") == 0)
        #expect(try words().isEmpty && catalog.removedSegments(spaceID: reader, modality: .image).isEmpty)
        #expect(try commit("dog") == 1)
        #expect(try catalog.removedSegments(spaceID: reader, modality: .image) == Set(first))
        #expect(try texts() == ["dog"] && words().allSatisfy { $0 > first[0] })
        #expect(try commit("") == 0)
        #expect(try texts().isEmpty)
    }

    @Test("go with the space that said so, and with the file")
    func swept() throws {
        try commit("cat")
        let first = try words()
        try catalog.commitVectors(of: first, spaceID: reader, modality: .image, folder: "w", rows: 1)
        #expect(try catalog.sweep() == 0)
        try catalog.write { try $0.execute(sql: "DELETE FROM space WHERE model = 'seer'") }
        #expect(try catalog.sweep() == 1)
        #expect(try texts().isEmpty && catalog.segments([piece]).count == 1)
        #expect(try catalog.removedSegments(spaceID: reader, modality: .image) == Set(first))
        #expect(try catalog.problems().isEmpty)

        try catalog.removeFiles([CorpusPath("a.png")])
        #expect(try catalog.sweep() == 1)
        #expect(try catalog.status().segments == 0)
    }

    @discardableResult
    private func commit(_ text: String) throws -> Int {
        try catalog.commitVectors(
            of: [piece], spaceID: seer, modality: .image, folder: "v", rows: 1,
            labels: [PredictedLabels(piece: piece, text: text)])
    }

    private func pending(_ kind: PendingSegment.Kind) throws -> [PendingSegment] {
        #expect(
            try catalog.pendingCount(spaceID: seer, modality: .image, kind: kind)
                == catalog.pendingSegments(spaceID: seer, modality: .image, kind: kind, after: 0, limit: 9)
                .segments.count)
        return try catalog.pendingSegments(spaceID: seer, modality: .image, kind: kind, after: 0, limit: 9).segments
    }

    /// Labels that wait for the text model.
    private func words() throws -> [SegmentID] {
        try catalog.pendingSegments(spaceID: reader, modality: .image, kind: .words, after: 0, limit: 9)
            .segments.map(\.id)
    }

    private func texts() throws -> [String] {
        var texts: [String] = []
        try catalog.forEachItem(at: CorpusPath("a.png")) { item in
            texts += item.segments.filter { $0.segment.evidence == .labels }.map(\.segment.text)
        }
        return texts
    }

    private static func space(_ model: String, _ modality: Modality) -> Space {
        Space(
            model: model, dimensions: 4, modalities: [modality], precision: .f32, settings: [:], fingerprint: model)
    }
}
