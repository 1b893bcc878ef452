import NearestCore
import Testing

@testable import Encoders

@Suite("Prompts of models")
struct ModelPromptsTests {
    @Test(
        "are chosen by their names",
        arguments: [
            (#"{"prompts": {"query": "q: ", "document": "d: "}}"#, Prompts(query: "q: ", document: "d: ")),
            (#"{"prompts": {"query": "q: ", "passage": "p: "}}"#, Prompts(query: "q: ", document: "p: ")),
            (#"{"prompts": {"corpus": "c: ", "passage": "p: "}}"#, Prompts(query: "", document: "p: ")),
            (#"{"prompts": {"corpus": "c: "}}"#, Prompts(query: "", document: "c: ")),
            (#"{"prompts": {"document": "", "passage": "p: "}}"#, .none),
            (#"{"prompts": {"query": null, "document": null}}"#, .none),
            (#"{"prompts": {"s2s": "x"}, "default_prompt_name": "s2s"}"#, .none),
            (#"{"prompts": {}}"#, .none), (#"{"__version__": {}}"#, .none),
        ])
    func named(json: String, expected: Prompts) throws {
        let folder = try TemporaryFolder()
        try folder.write("{}", to: "config.json")
        try folder.write(json, to: "config_sentence_transformers.json")
        #expect(try ModelPrompts.prompts(of: ModelFolder(id: "org/name", path: folder.path)) == expected)
    }

    @Test("of published models are known by the models' names, and what the folder says goes before")
    func published() throws {
        let folder = try TemporaryFolder()
        try folder.write("{}", to: "config.json")
        func prompts(_ id: String) throws -> Prompts {
            try ModelPrompts.prompts(of: ModelFolder(id: id, path: folder.path))
        }
        let e5 = Prompts(query: "query: ", document: "passage: ")
        #expect(try prompts("intfloat/e5-base-v2") == e5)
        #expect(try prompts("/models/Multilingual-E5-large") == e5)
        #expect(try prompts("BAAI/bge-small-en-v1.5").query.hasPrefix("Represent this sentence"))
        #expect(try prompts("BAAI/bge-small-en-v1.5").document.isEmpty)
        for other in ["intfloat/multilingual-e5-large-instruct", "BAAI/bge-m3", "e5/bert", ""] {
            #expect(try prompts(other) == .none)
        }
        try folder.write(#"{"prompts": {"query": "Q "}}"#, to: "config_sentence_transformers.json")
        #expect(try prompts("intfloat/e5-base-v2") == Prompts(query: "Q ", document: ""))
    }

    @Test("that are not what they should be name the file")
    func broken() throws {
        let folder = try TemporaryFolder()
        try folder.write("{}", to: "config.json")
        try folder.write(#"{"prompts": {"query": 3}}"#, to: "config_sentence_transformers.json")
        let error = #expect(throws: NearestError.self) {
            try ModelPrompts.prompts(of: ModelFolder(id: "a/b", path: folder.path))
        }
        #expect(
            error?.code == .brokenModel && error?.subject?.hasSuffix("config_sentence_transformers.json") == true)
    }
}
