import Foundation

/// The published vocabularies of CLIP and Whisper, made into the files in which models carry them.
enum RealVocabularies {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/data/tokenizers").standardized.path()
    private static let clipFile = folder + "/clip_bpe_simple_vocab_16e6.txt.gz"
    private static let whisperFile = folder + "/whisper_multilingual.tiktoken"

    static let hasCLIP = FileManager.default.fileExists(atPath: clipFile)
    static let hasWhisper = FileManager.default.fileExists(atPath: whisperFile)

    /// CLIP's vocabulary is its bytes, its bytes at the end of a word, and what each merge makes, in that order.
    static func clip() throws -> TemporaryFolder {
        let lines = try unpacked(clipFile).split(separator: "\n", omittingEmptySubsequences: false)
        // A first line names the version, and what follows the merges that CLIP was trained with is not used.
        let merges = lines[1...48_894].map(String.init)
        let letters = byteLetters.order.map { byteLetters.spelling[$0] }
        let tokens =
            letters + letters.map { $0 + "</w>" } + merges.map { $0.replacing(" ", with: "") }
            + ["<|startoftext|>", "<|endoftext|>"]
        let vocabulary = Dictionary(tokens.enumerated().map { ($1, $0) }) { _, last in last }
        return try write(vocabulary, merges, added: [:], kind: "CLIPTokenizer")
    }

    /// Whisper's vocabulary is tokens by rank; each merges the two that all earlier merges make of its bytes.
    ///
    /// - Parameter specials: those behind the vocabulary, but for the moments behind them.
    static func whisper(specials: [String]) throws -> TemporaryFolder {
        var ranks: [[UInt8]: Int] = [:]
        for line in try String(contentsOfFile: whisperFile, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: " ")
            // The last token is empty, and its base 64 is only the sign that fills up.
            let code = fields.first == "=" ? "" : fields.first.map(String.init)
            guard let token = code.flatMap({ Data(base64Encoded: $0) }), let rank = fields.last.flatMap({ Int($0) })
            else { throw CocoaError(.fileReadCorruptFile) }
            ranks[Array(token)] = rank
        }
        let merges = ranks.sorted { $0.value < $1.value }.compactMap { token, rank in
            parts(of: token, rank, ranks).map { "\(spell($0)) \(spell($1))" }
        }
        let moments = (0...1500).map { String(format: "<|%.2f|>", Double($0) * 0.02) }
        let added = (specials + moments).enumerated().map { ($1, ranks.count + $0) }
        let vocabulary = ranks.map { (spell($0.key), $0.value) }
        return try write(
            Dictionary(uniqueKeysWithValues: vocabulary), merges, added: Dictionary(uniqueKeysWithValues: added),
            kind: "WhisperTokenizer")
    }

    /// The two tokens that the merges before `rank` leave of `token`; nil for a single byte.
    private static func parts(
        of token: [UInt8], _ rank: Int, _ ranks: [[UInt8]: Int]
    ) -> (left: [UInt8], right: [UInt8])? {
        var pieces = token.map { [$0] }
        while pieces.count > 2 {
            let pairs = pieces.indices.dropLast().map { ranks[pieces[$0] + pieces[$0 + 1]] ?? .max }
            guard let place = pairs.indices.min(by: { (pairs[$0], $0) < (pairs[$1], $1) }), pairs[place] < rank
            else { return nil }
            pieces[place] += pieces.remove(at: place + 1)
        }
        return pieces.count == 2 ? (pieces[0], pieces[1]) : nil
    }

    private static func spell(_ token: [UInt8]) -> String {
        token.map { byteLetters.spelling[Int($0)] }.joined()
    }

    /// GPT-2's visible spelling of bytes, and the order in which it lists them: the printable ones first.
    private static let byteLetters: (spelling: [String], order: [Int]) = {
        let printable = [0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF].flatMap(Array.init)
        let others = (0...0xFF).filter { !printable.contains($0) }
        var spelling = (0...0xFF).map { String(Character(Unicode.Scalar(UInt8($0)))) }
        for (index, byte) in others.enumerated() {
            spelling[byte] = Unicode.Scalar(UInt32(0x100 + index)).map { String(Character($0)) } ?? ""
        }
        return (spelling, printable + others)
    }()

    private static func write(
        _ vocabulary: [String: Int], _ merges: [String], added: [String: Int], kind: String
    ) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        _ = try folder.write(JSONEncoder().encode(vocabulary), to: "vocab.json")
        _ = try folder.write((["#version: 0.2"] + merges + [""]).joined(separator: "\n").utf8, to: "merges.txt")
        _ = try folder.write(JSONEncoder().encode(added), to: "added_tokens.json")
        _ = try folder.write(#"{"tokenizer_class": "\#(kind)"}"#.utf8, to: "tokenizer_config.json")
        return folder
    }

    private static func unpacked(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
