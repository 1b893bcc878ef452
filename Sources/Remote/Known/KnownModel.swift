import NearestCore

/// A model that works here, whether or not it is on this machine.
package struct KnownModel: Sendable, Hashable {
    /// `organisation/name`, `api:NAME` for one behind an API, or the name of a file that torchvision published.
    package var id: String
    /// `config.json`'s `model_type`.
    package var kind: String
    package var dimensions: Int
    package var modalities: [Modality]
    /// In a few words.
    package var purpose: String
    /// Of the files that are read here, to two or three digits; nil where it is not known for certain.
    package var downloadBytes: Int?

    /// What brings it here.
    package var howToGet: String {
        if id.hasPrefix(ApiModelName.prefix) { return "set OPENAI_API_KEY, then name it with --model" }
        // No repository of a hub, but a file.
        if id.hasSuffix(".pth") { return "curl -LO https://download.pytorch.org/models/\(id)" }
        return "nearest models pull \(id)"
    }
}
