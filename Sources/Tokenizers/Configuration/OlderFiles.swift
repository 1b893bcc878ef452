import NearestCore

/// The stages over a `vocab.json` and a `merges.txt`, as the classes that `tokenizer_config.json` names put them
/// together.
struct OlderFiles {
    private let folder: String
    private let settings: ConfigurationNode
    private let vocabulary: Vocabulary
    private let merges: MergeTable

    /// - Throws: `NearestError(.brokenModel)`.
    init(folder: String) throws {
        self.folder = folder
        settings = try Self.node(folder + "/tokenizer_config.json")
        vocabulary = try Vocabulary(ConfigurationNode(contentsOf: folder + "/vocab.json"))
        merges = try Self.merges(folder + "/merges.txt", vocabulary)
    }

    /// The document at `path`; an empty one where there is none.
    private static func node(_ path: String) throws -> ConfigurationNode {
        FileBytes.exists(path)
            ? try ConfigurationNode(contentsOf: path) : ConfigurationNode(path: path, place: "", value: .object([]))
    }

    /// A merge a line, but for a first line that names the version.
    private static func merges(_ path: String, _ vocabulary: Vocabulary) throws -> MergeTable {
        let bytes = try FileBytes.read(path)
        func broken(_ problem: String) -> NearestError {
            NearestError(.brokenModel, path, problem, remedy: "Fetch the model again.")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw broken("it is not UTF-8") }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        var merges = MergeTable(capacity: lines.count)
        for (number, line) in lines.enumerated() {
            var line = line
            if line.last == 0x0D { line.removeLast() }
            if line.isEmpty || line.starts(with: "#version".utf8) { continue }
            guard let pair = MergeTable.pair(RawText.scalars(of: line)[...]),
                merges.append(pair, vocabulary, prefix: [])
            else { throw broken("line \(number + 1) merges tokens that are not all in the vocabulary") }
        }
        return merges
    }

    /// What the tokenizer's class makes of the vocabulary.
    func parts() throws -> TokenizerParts {
        let named = try settings.child("tokenizer_class")?.string() ?? "GPT2Tokenizer"
        let name = named.hasSuffix("Fast") ? String(named.dropLast(4)) : named
        switch name {
        case "CLIPTokenizer": return try clip()
        case "RobertaTokenizer", "LongformerTokenizer",
            "MPNetTokenizer" where vocabularyHas("<s>"):
            return try roberta()
        case "GPT2Tokenizer", "CodeGenTokenizer": return try bytes(processor: nil, byDefault: "<|endoftext|>")
        case "WhisperTokenizer": return try whisper()
        default: throw (settings.child("tokenizer_class") ?? settings).unknownKind(named)
        }
    }

    private func vocabularyHas(_ token: String) -> Bool { vocabulary.id(of: RawText.scalars(of: token)) != nil }

    private func clip() throws -> TokenizerParts {
        let (first, last) = (try special("bos_token", "<|startoftext|>"), try special("eos_token", "<|endoftext|>"))
        let model = BytePairEncoding(
            vocabulary: vocabulary, merges: merges, unknown: try special("unk_token", "<|endoftext|>").id,
            suffix: RawText.scalars(of: "</w>"))
        let spaces = ScalarPattern(try RegularExpression(RawText.scalars(of: #"\s+"#)))
        let words = ScalarPattern(
            try RegularExpression(
                RawText.scalars(of: #"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#)))
        return TokenizerParts(
            addedTokens: try added([first, last]),
            normalizer: NormalizerSequence(normalizers: [
                FormNormalizer(form: .nfc), ReplaceNormalizer(pattern: spaces, content: [0x20]),
                LowercaseNormalizer(),
            ]),
            preTokenizer: PreTokenizerSequence(preTokenizers: [
                SplitPreTokenizer(pattern: words, behavior: .removed, inverts: true),
                try ByteLevelPreTokenizer(addsPrefixSpace: false, cutsWords: true),
            ]),
            model: model, truncation: try Truncation(nil),
            postProcessor: RobertaProcessing(ends: BertProcessing(first: first.id, last: last.id), trimming: nil),
            decoder: ByteLevelDecoder())
    }

    private func roberta() throws -> TokenizerParts {
        let (first, last) = (try special("cls_token", "<s>"), try special("sep_token", "</s>"))
        let trimming = OffsetTrimming(addsPrefixSpace: try settings.bool("add_prefix_space", default: false))
        var parts = try bytes(
            processor: RobertaProcessing(ends: BertProcessing(first: first.id, last: last.id), trimming: trimming),
            byDefault: "<unk>")
        var mask = try special("mask_token", "<mask>")
        mask.stripsLeft = true
        parts.addedTokens = try added([
            first, last, try special("pad_token", "<pad>"), try special("unk_token", "<unk>"), mask,
        ])
        return parts
    }

    private func whisper() throws -> TokenizerParts {
        var parts = try bytes(processor: nil, byDefault: "<|endoftext|>")
        func id(_ name: String) throws -> Int32 {
            let content = RawText.scalars(of: name)
            if let id = vocabulary.id(of: content) ?? parts.addedTokens.first(where: { $0.content == content })?.id
            {
                return id
            }
            throw NearestError(
                .brokenModel, folder + "/added_tokens.json", "it has no token \(name)",
                remedy: "Fetch the model again.")
        }
        parts.postProcessor = TemplateProcessing(pieces: [
            .special([try id("<|startoftranscript|>"), try id("<|notimestamps|>")], typeID: 0), .text(typeID: 0),
            .special([try id("<|endoftext|>")], typeID: 0),
        ])
        return parts
    }

    /// GPT-2's stages.
    private func bytes(processor: (any PostProcessor)?, byDefault unknown: String) throws -> TokenizerParts {
        let unknown = try special("unk_token", unknown)
        return TokenizerParts(
            addedTokens: try added([unknown]),
            normalizer: nil,
            preTokenizer: try ByteLevelPreTokenizer(
                addsPrefixSpace: try settings.bool("add_prefix_space", default: false), cutsWords: true),
            model: BytePairEncoding(vocabulary: vocabulary, merges: merges), truncation: try Truncation(nil),
            postProcessor: processor, decoder: ByteLevelDecoder())
    }

    /// A special token by its name in the settings, where it is written as its text or as an object with it.
    private func special(_ name: String, _ standard: String) throws -> AddedToken {
        let node = settings.child(name)
        let content = try (node?.child("content") ?? node)?.scalars() ?? RawText.scalars(of: standard)
        let id = try vocabulary.id(of: content) ?? listed().first { $0.content == content }?.id
        guard let id else {
            throw NearestError(
                .brokenModel, folder + "/vocab.json", "it has no token \(RawText.string(of: content))",
                remedy: "Fetch the model again.")
        }
        return AddedToken(id: id, content: content, isSpecial: true)
    }

    /// `specials`, and what `added_tokens.json` lists beside them.
    private func added(_ specials: [AddedToken]) throws -> [AddedToken] {
        let known = Set(specials.map(\.content))
        return specials + (try listed().filter { !known.contains($0.content) })
    }

    private func listed() throws -> [AddedToken] {
        try Self.node(folder + "/added_tokens.json").members().map { member in
            let node = ConfigurationNode(path: folder + "/added_tokens.json", place: "", value: member.value)
            let content = RawText.scalars(of: member.name)
            // Times such as <|0.02|> are part of what Whisper says.
            let isTime =
                content.starts(with: [0x3C, 0x7C]) && content.dropFirst(2).first.map { 0x30...0x39 ~= $0 } == true
            return AddedToken(id: try node.tokenID(), content: content, isSpecial: !isTime)
        }
    }
}
