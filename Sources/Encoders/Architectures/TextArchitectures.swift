import NearestCore

/// Every architecture for text that is known here.
enum TextArchitectures {
    static let all: [any TextArchitecture.Type] = [Bert.self, Roberta.self, MPNet.self, DistilBert.self]

    /// - Throws: `NearestError(.unknownModel)` when no architecture reads the folder's `model_type`.
    static func architecture(of folder: ModelFolder) throws -> any TextArchitecture {
        let modelType = try folder.modelType()
        guard let type = all.first(where: { $0.modelTypes.contains(modelType) }) else {
            let known = all.flatMap { $0.modelTypes }.joined(separator: ", ")
            throw NearestError(
                .unknownModel, folder.id, "its model_type \(modelType) is not known here",
                remedy: "Choose a model of one of these types: \(known).")
        }
        return try type.init(folder)
    }
}
