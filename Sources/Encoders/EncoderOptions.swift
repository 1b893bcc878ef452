import NearestCore

/// What a user may choose about an encoder. Each choice moves its vectors, so each is part of the space's
/// settings and fingerprint, where it differs from what the model does by itself.
package struct EncoderOptions: Hashable, Sendable {
    /// nil for the processor's best.
    package var precision: Precision?
    /// How many of a vector's first values are kept; nil for all.
    package var dimensions: Int?
    /// What is put before a query's text; nil for the model's own prompt, empty for none.
    package var queryPrompt: String?
    /// What is put before a document's text; nil for the model's own prompt, empty for none.
    package var documentPrompt: String?

    package init(
        precision: Precision? = nil, dimensions: Int? = nil, queryPrompt: String? = nil,
        documentPrompt: String? = nil
    ) {
        self.precision = precision
        self.dimensions = dimensions
        self.queryPrompt = queryPrompt
        self.documentPrompt = documentPrompt
    }

    /// The options that made a space's vectors. A space that names no prompt was made without one, whatever the
    /// model's own is today.
    package init(of space: Space) {
        self.init(
            precision: space.precision, dimensions: space.settings[Shortening.setting].flatMap { Int($0) },
            queryPrompt: space.settings[Prompts.querySetting] ?? "",
            documentPrompt: space.settings[Prompts.documentSetting] ?? "")
    }

    /// These choices, and another's where none was made here.
    package func completed(by other: EncoderOptions) -> EncoderOptions {
        EncoderOptions(
            precision: precision ?? other.precision, dimensions: dimensions ?? other.dimensions,
            queryPrompt: queryPrompt ?? other.queryPrompt, documentPrompt: documentPrompt ?? other.documentPrompt)
    }

    /// Whether the choices that were made here are those that made a space's vectors.
    package func agree(with space: Space) -> Bool {
        let made = EncoderOptions(of: space)
        return (precision == nil || precision == made.precision)
            && (dimensions == nil || dimensions == made.dimensions ?? space.dimensions)
            && (queryPrompt == nil || queryPrompt == made.queryPrompt)
            && (documentPrompt == nil || documentPrompt == made.documentPrompt)
    }
}
