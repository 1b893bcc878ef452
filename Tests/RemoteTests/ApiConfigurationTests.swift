import NearestCore
import Testing

@testable import Remote

@Suite("The configuration of models behind an API")
struct ApiConfigurationTests {
    /// - Parameter file: nil for no configuration file.
    private func settings(
        _ name: String, file: String? = nil, _ variables: [String: String] = [:]
    ) throws -> ApiSettings {
        let folder = try TemporaryFolder()
        if let file { try folder.write(Array(file.utf8), to: "config.toml") }
        return try ApiConfiguration(path: folder.path + "/config.toml") { variables[$0] }.settings(name)
    }

    private func error(_ file: String?, _ variables: [String: String] = [:]) throws -> String {
        try nearestError { _ = try settings("notes", file: file, variables) }.description
    }

    @Test("the environment alone: a base address with or without a path, and OpenAI itself for its key alone")
    func environment() throws {
        let addresses = [
            "http://localhost:8080": "http://localhost:8080/v1/embeddings",
            "http://localhost:8080/": "http://localhost:8080/v1/embeddings",
            "https://x.example/v1/": "https://x.example/v1/embeddings",
            "https://x.example/api/embeddings": "https://x.example/api/embeddings",
            "https://x.example/v1?api-version=2%20b": "https://x.example/v1/embeddings?api-version=2%20b",
        ]
        for (base, address) in addresses {
            let found = try settings("m", ["NEAREST_API_URL": base])
            #expect(found.address.text == address)
            #expect(found.model == "m")
            #expect(found.key == nil)
        }
        let openAI = try settings("text-embedding-3-small", ["OPENAI_API_KEY": "sk-abcdefgh"])
        #expect(openAI.address.text == "https://api.openai.com/v1/embeddings")
        #expect(openAI.knownDimensions == 1536)
        #expect(openAI.maximumTokens == 8191)
        #expect(try nearestError { _ = try settings("m") }.remedy?.contains("OPENAI_API_KEY") == true)
        #expect(throws: NearestError.self) { try settings("m", ["NEAREST_API_URL": "localhost:8080"]) }
    }

    @Test("a key goes only to the server that it was set for")
    func keys() throws {
        func source(_ variables: [String: String]) throws -> String? {
            let found = try settings("m", variables)
            return found.key == nil ? nil : found.keySource
        }
        let keys = ["NEAREST_API_KEY": "nk-abcdefgh", "OPENAI_API_KEY": "sk-abcdefgh"]
        #expect(try source(keys.merging(["NEAREST_API_URL": "http://x.example"]) { $1 }) == "NEAREST_API_KEY")
        #expect(try source(keys.merging(["OPENAI_BASE_URL": "http://x.example"]) { $1 }) == "OPENAI_API_KEY")
        #expect(try source(["OPENAI_API_KEY": "sk-abcdefgh", "NEAREST_API_URL": "http://x.example"]) == nil)
        #expect(
            try source(["OPENAI_API_KEY": "sk-abcdefgh", "NEAREST_API_URL": "https://api.openai.com/v1"])
                == "OPENAI_API_KEY")
        let bad = try nearestError {
            _ = try settings("m", ["NEAREST_API_URL": "http://x.example", "NEAREST_API_KEY": "two words"])
        }
        #expect(bad.subject == "NEAREST_API_KEY")
        #expect(!bad.description.contains("two words"))
    }

    @Test("a table of the file wins over the environment, and other tables do not matter")
    func file() throws {
        let keyFile = try TemporaryFolder()
        let path = try keyFile.write(Array("sk-from-file\n".utf8), to: "key")
        let text = """
            [screen]
            colours = 16
            [api.notes]
            url = "http://notes.example/v1" # here
            model = "BAAI/bge-m3"
            key_file = "\(path)"
            dimensions = 512
            batch = 8
            concurrency = 2
            timeout_s = 2.5
            max_tokens = 8192
            query_prompt = "query: "
            encoding_format = "float"
            """
        let found = try settings(
            "notes", file: text, ["NEAREST_API_URL": "http://other.example", "NEAREST_API_KEY": "k"])
        #expect(found.id == "api:notes")
        #expect(found.model == "BAAI/bge-m3")
        #expect(found.address.text == "http://notes.example/v1/embeddings")
        #expect(found.key?.authorization == "Bearer sk-from-file")
        #expect([found.dimensions, found.batch, found.concurrency, found.maximumTokens] == [512, 8, 2, 8192])
        #expect(found.timeout == 2.5)
        #expect(found.queryPrompt == "query: ")
        #expect(found.numberFormat == .float)

        let partly = try settings(
            "notes", file: "[api.notes]\nbatch = 5\nkey_env = \"MY_KEY\"\n",
            ["NEAREST_API_URL": "http://other.example", "NEAREST_API_KEY": "k1", "MY_KEY": "k2"])
        #expect(partly.address.hostAndPort == "other.example")
        #expect(partly.key?.authorization == "Bearer k2")
        let keyless = try settings(
            "notes", file: "[api.notes]\nurl = \"http://notes.example\"\n",
            ["NEAREST_API_KEY": "k", "OPENAI_API_KEY": "k"])
        #expect(keyless.key == nil, "the environment's keys are for other servers")
    }

    @Test("what is wrong in the file is named, with its member or its line, and no key is shown")
    func wrongFiles() throws {
        func table(_ lines: String) throws -> String {
            try error("[api.notes]\nurl = \"http://x\"\n\(lines)\n")
        }
        #expect(try error("[api.notes]\nurl = 7\n").contains("api.notes.url"))
        #expect(try error("[api.notes]\nurl = \"x\"\n").contains("api.notes.url"))
        #expect(try table("batch = many").contains("config.toml:3"))
        #expect(try table("batch = 0").contains("api.notes.batch"))
        #expect(try table("timeout_s = -1").contains("api.notes.timeout_s"))
        #expect(try table("encoding_format = \"int8\"").contains("base64 or float"))
        #expect(try table("bach = 3").contains("api.notes.bach"))
        #expect(try table("key_env = \"NO_KEY\"").contains("NO_KEY is not set"))
        let written = try table("key = \"sk-written-down\"")
        #expect(written.contains("key_env"))
        #expect(!written.contains("sk-written-down"))
        #expect(throws: NearestError.self) { try settings("") }
        let server = ["NEAREST_API_URL": "http://x.example", "NEAREST_API_KEY": "nk-abcdefgh"]
        for (file, place) in [
            ("api = 3", "config.toml, api:"), ("[api]\nnotes = \"x\"", "api.notes"), ("[[api.notes]]", "api.notes"),
        ] {
            #expect(try error(file, server).contains(place), "\(file)")
        }
    }
}
