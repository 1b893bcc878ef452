import Catalog
import Crypto
import Foundation
import NearestCore
import VectorIndex

/// Where the vectors of an import belong, and whether they can.
struct ImportDestination {
    private static let elementSetting = "elements"

    let request: VectorImport.Request
    /// Of the vectors.
    let dimensions: Int
    let indexFolder: String
    let catalog: Catalog

    /// What the index holds of the space already.
    struct Former {
        var id: Int64
        var space: Space
        /// nil while it has no vectors of the modality.
        var store: StoreRecord?
        /// Whether a model's space has vectors of the folder's own files too, which stay when others are replaced.
        var isShared = false
    }

    /// The space that these vectors join, or that is to be replaced; nil for a new one.
    ///
    /// - Throws: `NearestError` when it cannot take them.
    func former() throws -> Former? {
        let named = try catalog.spaces().filter { $0.space.model == request.name }
        if let model = request.model {
            try check(model)
            if named.contains(where: \.space.isImported) {
                throw refusal(
                    "vectors of no model were imported under this name",
                    "Import into another folder, or replace them with --name and --replace.")
            }
            return try named.first { $0.space.fingerprint == model.fingerprint }.map { id, space in
                Former(
                    id: id, space: space, store: try store(of: id),
                    isShared: try request.replaces && !catalog.importedVectors(spaceID: id).areAll)
            }
        }
        guard let known = named.first else { return nil }
        guard known.space.isImported else {
            throw refusal(
                "this is a model whose vectors are in the index",
                "Give another --name, or say with --model that this model made them.")
        }
        if !request.replaces { try checkJoining(known.space) }
        return Former(id: known.id, space: known.space, store: try store(of: known.id))
    }

    /// What values are stored in.
    ///
    /// - Throws: `.spaceMismatch` when that is asked for otherwise than it is.
    func element(_ former: Former?) throws -> VectorElement {
        let kept = request.replaces && former?.isShared != true ? nil : former
        guard request.model != nil else {
            return kept.map { Self.element(of: $0.space) } ?? request.element ?? .f32
        }
        guard let store = kept?.store else {
            return try request.element ?? StoredElement.recorded(in: catalog) ?? .f32
        }
        let stored = try FlatIndex(
            folder: indexFolder + "/" + store.folder, dimensions: store.space.dimensions,
            fingerprint: store.space.fingerprint, committedRows: store.rows
        ).element
        if let wanted = request.element, wanted != stored { throw otherElement() }
        return stored
    }

    /// A space of the import's own.
    func space(metric: Metric, element: VectorElement, checksum: UInt32) -> Space {
        let settings = [
            Space.importSetting: "true", Space.metricSetting: metric.rawValue, Self.elementSetting: element.name,
        ]
        // Vectors of one name that begin with other ones are another model's.
        let identity = "\(request.name)\0\(dimensions)\0\(settings.sorted { $0.key < $1.key })\0\(checksum)"
        return Space(
            model: request.name, dimensions: dimensions, modalities: [request.modality], precision: .f32,
            settings: settings,
            fingerprint: ContentDigest(bytes: SHA256.hash(data: Data(identity.utf8))).hexadecimal)
    }

    // MARK: - Reasons to refuse

    private func check(_ model: Space) throws {
        guard model.dimensions == dimensions else {
            throw refusal(
                "its vectors have \(model.dimensions) dimensions, and those of \(request.source) \(dimensions)",
                "Name the model that made them; --dimensions says to how many values its vectors were cut.")
        }
        guard model.modalities.contains(request.modality) else {
            throw refusal(
                "its vectors never stand for \(request.modality.rawValue)",
                "--modality takes \(model.modalities.map(\.rawValue).joined(separator: " or ")) with this model.")
        }
    }

    private func checkJoining(_ known: Space) throws {
        let remedy = "Give another --name, or leave it as it is."
        guard known.dimensions == dimensions else {
            throw refusal(
                "its vectors have \(known.dimensions) dimensions, and those of \(request.source) \(dimensions)",
                remedy)
        }
        if let metric = request.metric, metric != known.metric {
            throw refusal("its vectors are compared by \(known.metric.rawValue), not \(metric.rawValue)", remedy)
        }
        if let element = request.element, element != Self.element(of: known) { throw otherElement() }
        guard known.modalities == [request.modality] else {
            throw refusal(
                "its vectors stand for \(known.modalities.map(\.rawValue).joined(separator: ", "))", remedy)
        }
    }

    private func otherElement() -> NearestError {
        refusal(
            "its vectors are stored with other numbers of bits",
            request.replaces ? "Leave --f16 out." : "Leave --f16 out, or replace them.")
    }

    private func refusal(_ problem: String, _ remedy: String) -> NearestError {
        NearestError(.spaceMismatch, request.name, problem, remedy: remedy)
    }

    private static func element(of space: Space) -> VectorElement {
        space.settings[elementSetting].flatMap(VectorElement.init(name:)) ?? .f32
    }

    private func store(of spaceID: Int64) throws -> StoreRecord? {
        try catalog.stores().first { $0.spaceID == spaceID && $0.modality == request.modality }
    }
}
