import NearestCore

/// Text to token ids, as a Hugging Face `tokenizer.json` describes it, equal id by id to the Python package
/// `tokenizers`.
///
/// The stages stand in the order in which a text passes them:
///
///     added tokens → normalizer → pre-tokenizer → model → truncation → post-processor
///
/// A tokenizer never changes once it is made, so any number of threads may use it.
package struct Tokenizer: Sendable {
    private let addedTokens: AddedTokenMatcher
    private let normalizedAddedTokens: AddedTokenMatcher
    private let normalizer: (any Normalizer)?
    private let preTokenizer: (any PreTokenizer)?
    private let model: any TokenModel
    private let truncation: Truncation
    private let postProcessor: (any PostProcessor)?
    private let decoder: (any Decoder)?
    private let names: TokenNames

    /// - Parameters:
    ///   - path: a `tokenizer.json`; or a folder with one; or a folder with the older `vocab.txt`, one token a line,
    ///     or `vocab.json` and `merges.txt`, and `tokenizer_config.json`.
    ///   - loweringCase: whether texts are put in lower case before any other stage.
    /// - Throws: `NearestError(.brokenModel)` naming the file and what is wrong with it: missing, no JSON, without
    ///   a vocabulary, with a stage that is not known here.
    package init(contentsOf path: String, loweringCase: Bool = false) throws {
        var parts = try Self.parts(path)
        if loweringCase {
            let others = parts.normalizer.map { [$0] } ?? []
            parts.normalizer = NormalizerSequence(normalizers: [LowercaseNormalizer()] + others)
        }
        self.init(parts)
    }

    private static func parts(_ path: String) throws -> TokenizerParts {
        guard FileBytes.isFolder(path) else { return try TokenizerParts(ConfigurationNode(contentsOf: path)) }
        let file = path + "/tokenizer.json"
        if FileBytes.exists(file) { return try TokenizerParts(ConfigurationNode(contentsOf: file)) }
        if FileBytes.exists(path + "/vocab.txt") { return try TokenizerParts(vocabularyFolder: path) }
        if FileBytes.exists(path + "/vocab.json") { return try OlderFiles(folder: path).parts() }
        throw NearestError(
            .brokenModel, path, "it has none of tokenizer.json, vocab.txt and vocab.json",
            remedy: "Fetch the model again, or choose one with a tokenizer.")
    }

    init(_ parts: TokenizerParts) {
        normalizer = parts.normalizer
        preTokenizer = parts.preTokenizer
        model = parts.model
        truncation = parts.truncation
        postProcessor = parts.postProcessor
        decoder = parts.decoder
        addedTokens = AddedTokenMatcher(
            parts.addedTokens.filter { !$0.isNormalized }.map { ($0.content, $0) })
        let normalized = parts.addedTokens.filter(\.isNormalized).map { token in
            var content = NormalizedText(token.content, firstOrigin: 0)
            parts.normalizer?.normalize(&content)
            return (pattern: content.scalars, token: token)
        }
        normalizedAddedTokens = AddedTokenMatcher(normalized)
        names = TokenNames(vocabulary: parts.model.vocabulary, added: parts.addedTokens, normalized: normalized)
    }

    /// How many tokens `encode` adds around a text.
    package var specialTokenCount: Int { postProcessor?.specialTokenCount ?? 0 }

    /// The id of `token`, spelt as the vocabulary spells it, or of an added one; nil where there is none.
    package func id(of token: String) -> Int32? { names.id(of: RawText.scalars(of: token)) }

    /// Whether the token with this id is none of a text's own, such as `[CLS]`.
    package func isSpecial(_ id: Int32) -> Bool { names.isSpecial(names.scalars(of: id)) }

    /// `text` in tokens, with the special ones around it.
    ///
    /// - Parameter maximumLength: of the result in tokens, special ones included; nil for no limit, whatever the
    ///   tokenizer's own file says.
    package func encode(_ text: String, maximumLength: Int?) -> Encoding {
        let room = maximumLength.map { max(0, $0 - specialTokenCount) }
        // What a cut on the left will leave is not known before the end.
        var tokens = tokenize(text, limit: truncation.side == .right ? room ?? .max : .max)
        if let room { tokens.truncate(to: room, from: truncation.side) }
        var encoding = Encoding(tokens, names: names)
        postProcessor?.process(&encoding)
        if let maximumLength { encoding.cut(to: maximumLength) }
        return encoding
    }

    /// The tokens of `text`, without special ones and without truncation.
    package func tokenCount(of text: some StringProtocol) -> Int {
        tokenize(text, limit: .max).count
    }

    /// The text that `ids` stand for. Unknown ids stand for nothing.
    ///
    /// - Parameter skippingSpecialTokens: whether tokens such as `[CLS]`, which are no part of a text, are left out.
    package func decode(_ ids: some Sequence<Int32>, skippingSpecialTokens: Bool = true) -> String {
        let tokens = ids.compactMap(names.known).filter { !(skippingSpecialTokens && names.isSpecial($0)) }
        guard let decoder else { return RawText.string(of: tokens.joined(separator: [0x20])) }
        return RawText.string(of: decoder.decode(tokens).joined())
    }

    private func tokenize(_ text: some StringProtocol, limit: Int) -> TokenList {
        var tokens = TokenList()
        let scalars = RawText.scalars(of: text)
        guard let pieces = addedTokens.pieces(of: scalars) else {
            tokenize(NormalizedText(scalars, firstOrigin: 0), limit: limit, into: &tokens)
            return tokens
        }
        for piece in pieces where tokens.count < limit {
            if let id = piece.id {
                tokens.append(id, piece.range)
            } else {
                let text = NormalizedText(scalars[piece.range], firstOrigin: piece.range.lowerBound)
                tokenize(text, limit: limit, into: &tokens)
            }
        }
        return tokens
    }

    /// The tokens of a text without added tokens, but for those that are looked for after normalisation.
    private func tokenize(_ text: NormalizedText, limit: Int, into tokens: inout TokenList) {
        var text = text
        normalizer?.normalize(&text)
        guard let pieces = normalizedAddedTokens.pieces(of: text.scalars) else {
            cut(text, limit: limit, into: &tokens)
            return
        }
        for piece in pieces where tokens.count < limit {
            if let id = piece.id {
                tokens.append(id, text.originalRange(of: piece.range))
            } else {
                cut(NormalizedText(slice: piece.range, of: text), limit: limit, into: &tokens)
            }
        }
    }

    private func cut(_ text: NormalizedText, limit: Int, into tokens: inout TokenList) {
        if text.count == 0 { return }
        var text = text
        var words = [0..<text.count]
        preTokenizer?.split(&text, into: &words)
        model.tokenize(words, of: text, limit: limit, into: &tokens)
    }
}
