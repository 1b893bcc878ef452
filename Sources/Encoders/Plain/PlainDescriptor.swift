import NearestCore

/// A description of pictures or sounds by a fixed formula: it learned nothing, so there is nothing to download, and it
/// says how alike two files look or sound, not what they show or mean.
///
/// Vectors are compared by their Euclidean distance, since where a vector ends says something here and its length
/// does: black and white differ in length alone, and the vector of an even picture may be zero.
protocol PlainDescriptor: Encoder {
    /// What it is for, in a few words.
    static var purpose: String { get }

    init()
}

extension PlainDescriptor {
    var tokenCounter: (any TokenCounter)? { nil }

    /// A space whose fingerprint covers the definition.
    ///
    /// - Parameters:
    ///   - definition: how a vector comes about, in words.
    ///   - reference: what computes the same.
    static func definedSpace(
        _ name: String, dimensions: Int, modality: Modality, definition: String, reference: String
    ) -> Space {
        Space(
            model: Space.plainPrefix + name, dimensions: dimensions, modalities: [modality], precision: .f32,
            settings: [
                "architecture": name,
                "definition": definition,
                "normalised": "false",
                "precision": Precision.f32.rawValue,
                // Raised when vectors change though the words do not.
                "recipe": "1",
                "reference": reference,
                Space.metricSetting: Metric.l2.rawValue,
            ])
    }

    /// The error for an input of another kind.
    func refusal(of input: EncoderInput) -> NearestError {
        let kinds = space.modalities.map(\.rawValue).joined(separator: " and ")
        return NearestError(
            .invalidArgument, space.model, "it describes \(kinds) and takes no \(input.modality.rawValue)",
            remedy: "Choose another with --model; `nearest models` says what each is for.")
    }
}
