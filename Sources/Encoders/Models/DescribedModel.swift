import NearestCore

/// A model as its folder describes it, before its networks are compiled: cheap to make, and enough to say which
/// space its vectors belong to.
protocol DescribedModel: Sendable {
    /// Of its vectors.
    var dimensions: Int { get }
    /// What its towers take.
    var modalities: [Modality] { get }
    /// Of a text, special tokens included; nil where it reads none.
    var maximumTokens: Int? { get }
    /// What it is for, in a few words.
    var purpose: String { get }

    /// - Throws: `NearestError(.brokenModel)` that names a file that is missing.
    func checkFiles() throws

    /// The space of this model's vectors. Digests of large files come from a cache.
    func space(_ options: EncoderOptions) throws -> Space

    /// Loads what encoding needs first; networks are compiled when the first input arrives.
    func encoder(_ options: EncoderOptions) throws -> any Encoder
}
