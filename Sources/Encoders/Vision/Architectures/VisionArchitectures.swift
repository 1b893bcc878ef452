import NearestCore

/// Every architecture for pictures that is known here.
enum VisionArchitectures {
    static let all: [any VisionArchitecture.Type] = [
        ResNet.self, Clip.self, Siglip.self, VisionTransformer.self, Dinov2.self,
    ]

    /// - Returns: nil when no architecture for pictures reads the folder's `model_type`.
    static func architecture(of folder: ModelFolder) throws -> (any VisionArchitecture)? {
        let modelType = try folder.modelType()
        return try all.first { $0.modelTypes.contains(modelType) }?.init(folder)
    }
}
