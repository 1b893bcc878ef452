import Foundation
import NearestCore

/// Whisper's token ids back to text: each stands for some bytes, which need not be whole characters.
struct WhisperVocabulary: Sendable {
    private let pieces: [Int: [UInt8]]

    private struct TokenizerFile: Decodable {
        struct Model: Decodable { var vocab: [String: Int] }
        var model: Model
    }

    /// - Throws: `NearestError(.brokenModel)` when the folder has neither `tokenizer.json` nor `vocab.json`.
    init(_ folder: ModelFolder) throws {
        let words =
            folder.has("vocab.json") && !folder.has("tokenizer.json")
            ? try folder.decode([String: Int].self, from: "vocab.json")
            : try folder.decode(TokenizerFile.self, from: "tokenizer.json").model.vocab
        let bytes = Self.bytes()
        var pieces: [Int: [UInt8]] = [:]
        for (word, id) in words { pieces[id] = word.unicodeScalars.compactMap { bytes[$0.value] } }
        self.pieces = pieces
    }

    /// Ids that stand for no text, as moments and languages do, are left out; bytes that make no character
    /// become U+FFFD.
    func text(of ids: some Sequence<Int>) -> String {
        String(decoding: ids.flatMap { pieces[$0] ?? [] }, as: UTF8.self)
    }

    /// The byte that each character of a byte-level vocabulary stands for: printable ones for themselves, and
    /// the rest for those from U+0100 on, in order.
    private static func bytes() -> [UInt32: UInt8] {
        var bytes: [UInt32: UInt8] = [:]
        var next: UInt32 = 0x100
        for byte in UInt8.min...UInt8.max {
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: bytes[UInt32(byte)] = byte
            default:
                bytes[next] = byte
                next += 1
            }
        }
        return bytes
    }
}
