import NearestCore

/// The stages of a tokenizer as its files describe them.
struct TokenizerParts {
    var addedTokens: [AddedToken]
    var normalizer: (any Normalizer)?
    var preTokenizer: (any PreTokenizer)?
    var model: any TokenModel
    var truncation: Truncation
    var postProcessor: (any PostProcessor)?
    var decoder: (any Decoder)?

    init(
        addedTokens: [AddedToken], normalizer: (any Normalizer)?, preTokenizer: (any PreTokenizer)?,
        model: any TokenModel, truncation: Truncation, postProcessor: (any PostProcessor)?,
        decoder: (any Decoder)?
    ) {
        self.addedTokens = addedTokens
        self.normalizer = normalizer
        self.preTokenizer = preTokenizer
        self.model = model
        self.truncation = truncation
        self.postProcessor = postProcessor
        self.decoder = decoder
    }

    /// The stages of a `tokenizer.json`.
    ///
    /// - Throws: `NearestError(.brokenModel)`.
    init(_ node: ConfigurationNode) throws {
        guard case .object = node.value else { throw node.broken("it is no tokenizer: not a JSON object") }
        guard let modelNode = node.child("model") else { throw node.broken("it is no tokenizer: it has no model") }
        let model = try TokenModels.make(modelNode)
        self.model = model
        normalizer = try node.child("normalizer").map(Normalizers.make)
        preTokenizer = try node.child("pre_tokenizer").map(PreTokenizers.make)
        postProcessor = try node.child("post_processor").map(PostProcessors.make)
        decoder = try node.child("decoder").map(Decoders.make)
        truncation = try Truncation(node.child("truncation"))
        addedTokens =
            try node.child("added_tokens")?.elements().map { element in
                var token = try AddedToken(element)
                // The vocabulary's id counts, as it does for the reference.
                token.id = model.vocabulary.id(of: token.content) ?? token.id
                return token
            } ?? []
    }

    /// BERT's stages over a `vocab.txt`, one token a line, with the switches of `tokenizer_config.json`.
    ///
    /// - Throws: `NearestError(.brokenModel)` when one of the special tokens is not in the vocabulary.
    init(vocabularyFolder folder: String) throws {
        let path = folder + "/vocab.txt"
        let configurationPath = folder + "/tokenizer_config.json"
        let settings =
            FileBytes.exists(configurationPath)
            ? try ConfigurationNode(contentsOf: configurationPath)
            : ConfigurationNode(path: configurationPath, place: "", value: .object([]))
        let vocabulary = Vocabulary(try Self.lines(of: path))
        func special(_ name: String, _ standard: String) throws -> AddedToken {
            let node = settings.child(name)
            let content = try (node?.child("content") ?? node)?.scalars() ?? RawText.scalars(of: standard)
            guard let id = vocabulary.id(of: content) else {
                throw NearestError(
                    .brokenModel, path, "it has no token \(RawText.string(of: content))",
                    remedy: "Fetch the model again.")
            }
            return AddedToken(id: id, content: content, isSpecial: true)
        }
        let unknown = try special("unk_token", "[UNK]")
        let (first, last) = (try special("cls_token", "[CLS]"), try special("sep_token", "[SEP]"))
        addedTokens = [
            unknown, last, try special("pad_token", "[PAD]"), first, try special("mask_token", "[MASK]"),
        ]
        model = WordPiece(
            vocabulary: vocabulary, unknown: unknown.id, longestWord: 100, prefix: RawText.scalars(of: "##"))
        normalizer = BertNormalizer(
            cleansText: true, setsIdeographsApart: try settings.bool("tokenize_chinese_chars", default: true),
            stripsAccents: try settings.child("strip_accents")?.bool(),
            lowercases: try settings.bool("do_lower_case", default: true))
        preTokenizer = BertPreTokenizer()
        decoder = WordPieceDecoder(prefix: RawText.scalars(of: "##"), cleansUp: true)
        truncation = try Truncation(nil)
        postProcessor = BertProcessing(first: first.id, last: last.id)
    }

    /// The lines of a `vocab.txt` without white space at their ends, each with its number as its id.
    private static func lines(of path: String) throws -> [(token: [UInt32], id: Int32)] {
        let bytes = try FileBytes.read(path)
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw NearestError(.brokenModel, path, "it is not UTF-8", remedy: "Fetch the model again.")
        }
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard !lines.isEmpty, lines.count <= Int32.max else {
            throw NearestError(.brokenModel, path, "it is empty", remedy: "Fetch the model again.")
        }
        let table = CharacterTable.shared
        return lines.enumerated().map { number, line in
            var token = RawText.scalars(of: line)
            while let last = token.last, table.classes(of: last).contains(.whitespace) { token.removeLast() }
            return (token, Int32(number))
        }
    }
}
