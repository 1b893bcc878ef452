import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// A space's fingerprint changes with everything that moves a vector, and with nothing else.
@Suite("Fingerprints")
struct FingerprintTests {
    @Test("stays the same when the folder moves")
    func moves() throws {
        let folder = try Self.model()
        let before = try Self.space(folder).fingerprint
        #expect(before.count == 64)
        try FileManager.default.moveItem(atPath: folder.path + "/m", toPath: folder.path + "/n")
        #expect(try Self.space(folder, name: "n").fingerprint == before)
    }

    @Test(
        "changes with weights, tokenizer, configuration and pooling",
        arguments: ["model.safetensors", "tokenizer.json", "config.json", "sentence_bert_config.json"])
    func changes(file: String) throws {
        let folder = try Self.model()
        let before = try Self.space(folder)
        let path = "m/\(file)"
        var content = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(path)"))
        if file == "sentence_bert_config.json" {
            content = Data("{\"max_seq_length\": 8}".utf8)
        } else if file == "model.safetensors" {
            content[content.count - 1] ^= 1
        } else {
            content.append(UInt8(ascii: "\n"))
        }
        try folder.write(content, to: path)
        #expect(try Self.space(folder).fingerprint != before.fingerprint)
    }

    @Test("changes with the precision")
    func precision() throws {
        let folder = try Self.model()
        #expect(try Self.space(folder).fingerprint != Self.space(folder, precision: .bf16).fingerprint)
    }

    @Test("remembers a digest until the file changes")
    func remembers() throws {
        let folder = try TemporaryFolder()
        let cache = DigestCache(folder: folder.path + "/digests")
        try folder.write("abc", to: "file")
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        for _ in 0..<2 { #expect(try cache.digest(of: folder.path + "/file") == digest) }
        let notes = Disk.names(in: folder.path + "/digests")
        #expect(notes.count == 1)
        // What is remembered is what is answered.
        let other = String(repeating: "0", count: 64)
        try folder.write(other, to: "digests/" + notes[0])
        #expect(try cache.digest(of: folder.path + "/file") == other)
        try folder.write("abcd", to: "file")
        #expect(try cache.digest(of: folder.path + "/file").hasPrefix("88d4266fd4e6338d"))
        #expect(try DigestCache(folder: nil).digest(of: folder.path + "/file").hasPrefix("88d4266fd4e6338d"))
    }

    private static func model() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.copy(Fixtures.tinyModel, to: "m")
        try folder.write("{\"version\": \"1.0\"}", to: "m/tokenizer.json")
        try folder.write("{\"max_seq_length\": 9}", to: "m/sentence_bert_config.json")
        return folder
    }

    private static func space(
        _ folder: TemporaryFolder, name: String = "m", precision: Precision = .f32
    ) throws -> Space {
        try TextModel(ModelFolder(id: "tiny", path: "\(folder.path)/\(name)"))
            .space(precision: precision, digests: DigestCache(folder: nil))
    }
}
