/// All vectors made by one model with one preprocessing, pooling, normalisation and dimension count.
///
/// Vectors of two spaces are never compared. The fingerprint decides: it covers everything that moves a vector,
/// so a space whose fingerprint changed is another space.
package struct Space: Hashable, Sendable, Codable {
    /// The model as people name it, for example `sentence-transformers/all-MiniLM-L6-v2`.
    package var model: String
    package var dimensions: Int
    /// What the vectors of this space can stand for.
    package var modalities: [Modality]
    package var precision: Precision
    /// Everything that moves a vector, as name and value (`pooling`: `mean`, `normalised`: `true`,
    /// `weights`: a digest, …), for `models show` and for saying what differs.
    package var settings: [String: String]
    /// SHA-256 over the model's weights, tokenizer and settings, in hexadecimal.
    package var fingerprint: String

    package init(
        model: String, dimensions: Int, modalities: [Modality], precision: Precision,
        settings: [String: String], fingerprint: String
    ) {
        self.model = model
        self.dimensions = dimensions
        self.modalities = modalities
        self.precision = precision
        self.settings = settings
        self.fingerprint = fingerprint
    }
}
