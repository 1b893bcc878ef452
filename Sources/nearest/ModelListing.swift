import Encoders
import NearestCore
import Remote

/// One line of `nearest models list`: a model that is here, or one that is known and could be.
struct ModelListing: Encodable {
    var id: String
    var onDisk: Bool
    /// Where its folder is; nil where it is not here.
    var path: String?
    var kind: String
    var dimensions: Int?
    var modalities: [Modality]
    var maximumTokens: Int?
    /// On the disk; nil where it is not here.
    var bytes: Int?
    /// What fetching it takes, about; nil where it is here, or where that is not known.
    var downloadBytes: Int?
    var purpose: String
    /// Why it cannot be used, where it cannot.
    var problem: String?
    /// What brings it here; nil where it is.
    var get: String?

    enum CodingKeys: String, CodingKey {
        case id, path, kind, dimensions, modalities, maximumTokens, bytes, purpose, problem, get
        case onDisk = "on_disk"
        case downloadBytes = "download_bytes"
    }

    init(_ model: ModelSummary) {
        (id, path, kind, dimensions) = (model.id, model.path, model.kind, model.dimensions)
        (modalities, maximumTokens) = (model.modalities, model.maximumTokens)
        bytes = model.path == nil ? nil : model.bytes
        (purpose, problem) = (model.purpose, model.problem)
        onDisk = true
    }

    init(_ model: KnownModel) {
        (id, kind, dimensions) = (model.id, model.kind, model.dimensions)
        (modalities, purpose, downloadBytes) = (model.modalities, model.purpose, model.downloadBytes)
        get = model.howToGet
        onDisk = false
    }

    /// What brings it here, for people.
    var howToGet: String {
        guard let get else { return "" }
        return get.hasPrefix("nearest ") ? "`\(get)` fetches it" : get
    }

    /// Whether it is part of this program.
    var isBuiltIn: Bool { onDisk && path == nil }

    /// What is here, by name; what always is; then what is known, in the order of its catalogue.
    static func all(in library: ModelLibrary) -> [ModelListing] {
        let here = library.list()
        let ids = Set(here.map(\.id))
        return here.map(ModelListing.init) + PlainModels.summaries.map(ModelListing.init)
            + KnownModels.all.filter { !ids.contains($0.id) }.map(ModelListing.init)
    }
}
