import Catalog
import Encoders
import Extraction
import Foundation
import NearestCore
import Search
import Synchronization

@testable import Indexing

/// A corpus of texts and pictures of a dozen topics, indexed by a model for text, an aligned one and the plain
/// descriptors, and an engine over it.
///
/// Of each topic there are five texts and two pictures; one picture has a caption beside it, one stands in a document
/// that says what it shows, and one lies twice in the corpus.
struct EngineCorpus {
    let corpus: TemporaryCorpus
    let text = TopicEncoder("org/words")
    let aligned = TopicEncoder("org/aligned", modalities: [.text, .image])
    let engine: SearchEngine
    /// Models that have gone from the disk.
    let gone = Gone()

    final class Gone: Sendable {
        let models = Mutex<Set<String>>([])
    }

    static let textsOfTopic = 9

    init() throws {
        corpus = try TemporaryCorpus()
        for (index, topic) in TopicEncoder.topics.enumerated() {
            for number in 0..<Self.textsOfTopic {
                try corpus.write("the \(topic), remark \(number)", to: "texts/\(topic)-\(number).txt")
            }
            try FileManager.default.createDirectory(
                atPath: corpus.path + "/pictures", withIntermediateDirectories: true)
            for round in 0..<2 {
                let red = UInt8(1 + index + round * TopicEncoder.topics.count)
                try corpus.write(MediaFiles.picture(red: red), to: "pictures/\(topic)-\(round).tif")
            }
        }
        try corpus.write("a whale seen from below", to: "pictures/whale-0.txt")
        try corpus.write("# Birds\n\n![an owl at noon](../pictures/owl-0.tif)\n", to: "texts/birds.md")
        try corpus.write(MediaFiles.picture(red: 11), to: "texts/copy.tif")
        try corpus.write("# Floors\n\n![a mosaic of fish](copy.tif)\n", to: "texts/floors.md")
        try corpus.write("part QX4711 is out of stock", to: "texts/part.txt")
        try corpus.index([text, aligned] + PlainModels.encoders)
        engine = try Self.engine(of: corpus, [text, aligned], gone)
    }

    /// Another one, that has nothing open.
    func freshEngine() throws -> SearchEngine { try Self.engine(of: corpus, [text, aligned], gone) }

    private static func engine(
        of corpus: TemporaryCorpus, _ encoders: [any Encoder], _ gone: Gone
    ) throws -> SearchEngine {
        let all = encoders + PlainModels.encoders
        return try SearchEngine(
            location: corpus.location,
            encoder: { space in
                if gone.models.withLock({ $0.contains(space.model) }) {
                    throw NearestError(
                        .unknownModel, space.model, "is not on the disk", remedy: "Pull \(space.model).")
                }
                guard let encoder = all.first(where: { $0.space == space }) else {
                    throw NearestError(.unknownModel, space.model, "was never here")
                }
                return encoder
            }, reader: { _ in LocalFileReader() })
    }

    func search(
        _ query: String, limit: Int = 10, models: [String] = [], weights: [String: Double] = [:],
        threshold: Float? = nil, by engine: SearchEngine? = nil, cancellation: Cancellation = Cancellation()
    ) throws -> SearchOutcome {
        try (engine ?? self.engine).search(
            Self.request(query, limit: limit, models: models, weights: weights, threshold: threshold),
            cancellation: cancellation)
    }

    static func request(
        _ query: String, limit: Int = 10, models: [String] = [], weights: [String: Double] = [:],
        threshold: Float? = nil
    ) throws -> SearchRequest {
        var lists = ListWeights()
        for (name, weight) in weights { try lists.set(weight, of: name) }
        return try SearchRequest(query, limit: limit, threshold: threshold, models: models, weights: lists)
    }

    /// Deletes the vectors of one modality of a space.
    func lose(_ model: String, _ modality: Modality) throws {
        for store in try corpus.catalog.stores() where store.space.model == model && store.modality == modality {
            try FileManager.default.removeItem(atPath: corpus.location.folder + "/" + store.folder)
        }
    }
}
