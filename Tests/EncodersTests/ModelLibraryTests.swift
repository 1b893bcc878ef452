import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

@Suite("Model library")
struct ModelLibraryTests {
    @Test("finds models by name, by the last part of it, and by path")
    func finds() throws {
        let folder = try Self.library()
        let library = Self.library(in: folder)
        #expect(try library.folder(of: "org/tiny").path.hasSuffix("/models/org/tiny"))
        #expect(try library.folder(of: "tiny").id == "org/tiny")
        let path = folder.path + "/models/org/tiny"
        #expect(try library.folder(of: path).id == path)
    }

    @Test("reads Hugging Face's cache through its main reference")
    func hub() throws {
        let folder = try Self.library()
        try folder.write("abc123\n", to: "hub/models--other--with-dashes--two/refs/main")
        try folder.write(
            "{\"model_type\": \"t5\"}", to: "hub/models--other--with-dashes--two/snapshots/abc123/config.json")
        try folder.write("{}", to: "hub/models--other--gone/snapshots/zzz/config.json")
        let library = Self.library(in: folder)
        #expect(try library.folder(of: "other/with-dashes--two").path.hasSuffix("/snapshots/abc123"))
        #expect(library.list().map(\.id) == ["org/tiny", "other/with-dashes--two"])
        #expect(throws: NearestError.self) { try library.folder(of: "other/gone") }
    }

    @Test("tells what to fetch where a folder of its own lacks a file")
    func lacking() throws {
        let folder = try Self.library()
        try FileManager.default.removeItem(atPath: folder.path + "/models/org/tiny/config.json")
        let error = #expect(throws: NearestError.self) { try Self.library(in: folder).folder(of: "org/tiny") }
        #expect(error?.code == .brokenModel && error?.subject?.hasSuffix("config.json") == true)
        #expect(error?.remedy?.contains("nearest models pull --force org/tiny") == true)
    }

    @Test("prefers its own folder to the cache")
    func precedence() throws {
        let folder = try Self.library()
        try folder.write("r", to: "hub/models--org--tiny/refs/main")
        try folder.write("{\"model_type\": \"bert\"}", to: "hub/models--org--tiny/snapshots/r/config.json")
        #expect(try Self.library(in: folder).folder(of: "org/tiny").path.hasSuffix("/models/org/tiny"))
    }

    @Test("follows no reference out of the cache")
    func escape() throws {
        let folder = try Self.library()
        try folder.write("../../../models/org/tiny", to: "hub/models--a--b/refs/main")
        for name in ["a/b", "../models", "org/..", "org/../org/tiny", "/", "org/", "models/org/tiny"] {
            #expect(throws: NearestError.self, "\(name)") { try Self.library(in: folder).folder(of: name) }
        }
    }

    @Test("names what is here when a model is not")
    func unknown() throws {
        let folder = try Self.library()
        let error = #expect(throws: NearestError.self) { try Self.library(in: folder).folder(of: "org/none") }
        #expect(error?.code == .unknownModel && error?.subject == "org/none")
        #expect(error?.remedy?.contains("org/tiny") == true)

        let empty = ModelLibrary(modelsFolder: "/nowhere", hubFolder: "/nowhere")
        let other = #expect(throws: NearestError.self) { try empty.folder(of: "x") }
        #expect(other?.remedy?.contains("nearest models pull") == true)
        let absent = #expect(throws: NearestError.self) { try empty.folder(of: "/nonexist") }
        #expect(absent?.code == .unknownModel && absent?.subject == "/nonexist")
        #expect(absent?.problem == "there is no such folder or file")
        #expect(empty.list().isEmpty)
    }

    @Test("asks which of two namesakes is meant")
    func namesakes() throws {
        let folder = try Self.library()
        try folder.write("{\"model_type\": \"bert\"}", to: "models/else/tiny/config.json")
        let error = #expect(throws: NearestError.self) { try Self.library(in: folder).folder(of: "tiny") }
        #expect(error?.remedy?.contains("else/tiny, org/tiny") == true)
    }

    @Test("lists models with what they are for, and why some are of no use")
    func list() throws {
        let folder = try Self.library()
        try folder.write("{\"model_type\": \"mamba\"}", to: "models/org/strange/config.json")
        let list = Self.library(in: folder).list()
        #expect(list.map(\.id) == ["org/strange", "org/tiny"])
        #expect(list[0].problem?.contains("mamba") == true && list[0].dimensions == nil)
        #expect(list[1].kind == "bert" && list[1].dimensions == 12)
        #expect(list[1].problem?.contains("tokenizer.json") == true)
        #expect(list[1].bytes > 16_000)
    }

    @Test(
        "names the file that a folder lacks or that is wrong",
        arguments: [
            ("config.json", nil), ("config.json", "{"), ("config.json", "{\"model_type\": 3}"),
            ("1_Pooling/config.json", nil), ("sentence_bert_config.json", "{\"max_seq_length\": 0}"),
        ] as [(String, String?)])
    func broken(name: String, content: String?) throws {
        let folder = try BertTests.model(.mean, normalises: true)
        if let content {
            try folder.write(content, to: name)
        } else {
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        }
        let error = #expect(throws: NearestError.self) {
            try TextModel(ModelFolder(id: "broken", path: folder.path))
        }
        #expect(error?.code == .brokenModel)
        #expect(error?.subject?.hasSuffix(name) == true, "\(error?.subject ?? "")")
    }

    @Test("refuses weights that are not what config.json promises")
    func contradiction() throws {
        let folder = try BertTests.model(.mean, normalises: true)
        let config = try String(contentsOfFile: folder.path + "/config.json", encoding: .utf8)
        try folder.write(
            config.replacing("\"intermediate_size\": 20", with: "\"intermediate_size\": 24"), to: "config.json")
        let model = try TextModel(ModelFolder(id: "odd", path: folder.path))
        let error = #expect(throws: NearestError.self) { try model.graph() }
        #expect(error?.code == .brokenModel && error?.problem.contains("intermediate.dense") == true)
    }

    @Test("takes the model's own limit of tokens over the tokenizer's")
    func limits() throws {
        let folder = try BertTests.model(.mean, normalises: true)
        func maximum() throws -> Int {
            try TextModel(ModelFolder(id: "tiny", path: folder.path)).longestSequence
        }
        #expect(try maximum() == 16)
        try folder.write("{\"max_seq_length\": 9}", to: "sentence_bert_config.json")
        #expect(try maximum() == 9)
        try folder.write("{\"max_seq_length\": 900}", to: "sentence_bert_config.json")
        #expect(try maximum() == 16)
    }

    private static func library() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/models/org", withIntermediateDirectories: true)
        try folder.copy(Fixtures.tinyModel, to: "models/org/tiny")
        return folder
    }

    private static func library(in folder: TemporaryFolder) -> ModelLibrary {
        ModelLibrary(modelsFolder: folder.path + "/models", hubFolder: folder.path + "/hub")
    }
}
