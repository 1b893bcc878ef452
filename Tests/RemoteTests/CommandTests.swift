import Foundation
import Testing

@testable import Remote

@Suite(
    "The program and other machines", .serialized,
    .enabled(if: BuiltProgram.isBuilt, "needs the built program: run swift build"))
struct CommandTests {
    private struct Machine {
        let folder: TemporaryFolder
        /// Kept, since it answers as long as it lives.
        let hub: FakeHub
        var environment: [String: String]

        init(hub: FakeHub) throws {
            self.hub = hub
            folder = try TemporaryFolder()
            environment = [
                "NEAREST_MODELS_DIR": folder.path + "/models", "HF_HOME": folder.path + "/hf",
                "HF_ENDPOINT": hub.hub.address, "HF_TOKEN": "hf_a-token-of-the-users",
            ]
        }

        func run(_ arguments: String...) throws -> BuiltProgram.Outcome {
            try BuiltProgram(arguments, environment: environment).wait()
        }
    }

    private func objects(_ text: String) throws -> [[String: Any]] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    @Test("`models pull` fetches a model, lists it as here, and does nothing the second time")
    func pull() throws {
        let machine = try Machine(hub: FakeHub())
        let known = try objects(machine.run("models", "list", "--json").output)
        // Plain descriptors are always here.
        #expect(
            known.filter { $0["kind"] as? String != "plain" }
                .allSatisfy { $0["on_disk"] as? Bool == false && $0["get"] is String })

        let pulled = try machine.run("models", "pull", FakeHub.model, "--json")
        #expect(pulled.status == 0, "\(pulled.errors)")
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(pulled.output.utf8)) as? [String: Any])
        #expect(report["state"] as? String == "fetched")
        #expect(report["commit"] as? String == FakeHub.commit)
        let path = try #require(report["path"] as? String)
        #expect(path == machine.folder.path + "/models/" + FakeHub.model)
        let weights = machine.folder.read("models/tiny/model/model.safetensors")
        #expect(weights == FakeHub.smallModel["model.safetensors"])

        let again = try machine.run("models", "pull", FakeHub.model)
        #expect(again.status == 0)
        #expect(again.errors.contains("already here"))
        #expect(again.output.isEmpty)

        let list = try objects(machine.run("models", "list", "--json").output)
        #expect(list.first?["id"] as? String == FakeHub.model)
        #expect(list.first?["on_disk"] as? Bool == true)
        #expect(list.contains { $0["id"] as? String == "openai/whisper-base" && $0["on_disk"] as? Bool == false })
    }

    @Test("an error is one line, ends with 2, and shows no token")
    func errors() throws {
        let machine = try Machine(hub: FakeHub())
        for (id, problem) in [("tiny/absent", "private"), ("gpt2", "ORG/NAME")] {
            let outcome = try machine.run("models", "pull", id)
            #expect(outcome.errors.contains(problem), "\(outcome.errors)")
            #expect(outcome.status == 2)
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains(id))
            #expect(!outcome.errors.contains("hf_a-token"))
        }
        let unknown = try machine.run("embed", "--model", "openai/whisper-base", "--text", "x")
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("nearest models pull openai/whisper-base"))
        let shown = try machine.run("models", "show", "openai/whisper-base")
        #expect(shown.status == 0)
        #expect(shown.output.contains("nearest models pull openai/whisper-base"))
        let service = try machine.run("models", "show", "api:text-embedding-3-small")
        #expect(service.status == 0)
        #expect(service.output.contains("OPENAI_API_KEY"))
        let transcript = try machine.run("embed", "--model", "api:x", "--transcript", "--text", "x")
        #expect(transcript.status == 2)
        #expect(transcript.errors.contains("API"))
        let precision = try machine.run("embed", "--model", "api:x", "--precision", "f32", "--text", "x")
        #expect(precision.status == 2)
        #expect(precision.errors.contains("--precision"))
    }

    @Test("`models pull` looks for the model in its own folders, not in the working directory")
    func pullBesideFolder() throws {
        let machine = try Machine(hub: FakeHub())
        try machine.folder.write(Array(#"{"model_type": "bert"}"#.utf8), to: "work/tiny/model/config.json")
        let pulled = try BuiltProgram(
            ["models", "pull", FakeHub.model], environment: machine.environment,
            folder: machine.folder.path + "/work"
        ).wait()
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(pulled.errors.contains("fetched"))
        let shown = try BuiltProgram(
            ["models", "show", FakeHub.model], environment: machine.environment,
            folder: machine.folder.path + "/work"
        ).wait()
        #expect(shown.output.contains("bert"), "\(shown.errors)")
    }

    @Test("a model that came and cannot be used ends `models pull` with 2")
    func unusable() throws {
        var files = FakeHub.smallModel
        files["tokenizer.json"] = nil
        let machine = try Machine(hub: FakeHub(files: files))
        let pulled = try machine.run("models", "pull", FakeHub.model)
        #expect(pulled.status == 2)
        #expect(pulled.errors.contains("cannot be used"))
        #expect(pulled.errors.contains("tokenizer.json"))
    }

    @Test("Ctrl-C ends the wait for a server that does not answer")
    func interruptApi() throws {
        let api = try FakeApi { _, question in
            var reply = FakeApi.answer(question)
            reply.delay = 60
            return reply
        }
        let program = try BuiltProgram(
            ["embed", "--model", "api:tiny", "--text", "x"], environment: ["NEAREST_API_URL": api.server.address])
        for _ in 0..<600 where api.server.requests.isEmpty { Thread.sleep(forTimeInterval: 0.05) }
        let clock = ContinuousClock()
        let start = clock.now
        program.interrupt()
        #expect(program.wait().status == 130)
        #expect(clock.now - start < .seconds(10))
    }

    @Test("Ctrl-C ends with 130, names where the partial download waits, and the next run continues it")
    func interrupt() throws {
        let hub = try FakeHub()
        let machine = try Machine(hub: hub)
        hub.change { state in
            let content = state.files["model.safetensors"] ?? []
            // The rest never comes.
            state.interceptStorage = { _ in
                TestServer.Reply(
                    headers: [("Content-Length", String(content.count))], body: Array(content.prefix(50_000)))
            }
        }
        let program = try BuiltProgram(["models", "pull", FakeHub.model], environment: machine.environment)
        for _ in 0..<600 where hub.storage.requests.isEmpty { Thread.sleep(forTimeInterval: 0.05) }
        Thread.sleep(forTimeInterval: 0.3)
        program.interrupt()
        let outcome = program.wait()
        #expect(outcome.status == 130)
        #expect(outcome.errors.contains(machine.folder.path + "/models/tiny/.model.download"))

        hub.change { $0.interceptStorage = { _ in nil } }
        let next = try machine.run("models", "pull", FakeHub.model)
        #expect(next.status == 0, "\(next.errors)")
        #expect(hub.storage.requests.last?.header("range") == "bytes=50000-")
        #expect(
            machine.folder.read("models/tiny/model/model.safetensors") == FakeHub.smallModel["model.safetensors"])
    }

    @Test("a model behind an API embeds, indexes and searches; another server's vectors are refused")
    func api() throws {
        let api = try FakeApi()
        let folder = try TemporaryFolder()
        try folder.write(Array("The whale dives.".utf8), to: "corpus/whale.txt")
        try folder.write(Array("A debt was paid, at last, in the parish.".utf8), to: "corpus/debt.txt")
        let corpus = folder.path + "/corpus"
        let environment = ["NEAREST_API_URL": api.server.address, "NEAREST_API_KEY": "sk-never-shown"]

        let embedded = try BuiltProgram.run(
            "embed", "--model", "api:tiny", "--text", "a whale", environment: environment)
        #expect(embedded.status == 0, "\(embedded.errors)")
        let line = try #require(
            JSONSerialization.jsonObject(with: Data(embedded.output.utf8)) as? [String: Any])
        #expect(line["model"] as? String == "api:tiny")
        #expect((line["vector"] as? [Double])?.map(Float.init) == FakeApi.vector(of: "a whale"))

        let indexed = try BuiltProgram.run("index", corpus, "--model", "api:tiny", environment: environment)
        #expect(indexed.status == 0, "\(indexed.errors)")
        let found = try BuiltProgram.run(
            "search", "-C", corpus, "--model", "api:tiny", "-l", "-k", "1", "The whale dives.",
            environment: environment)
        #expect(found.output == "whale.txt\n", "\(found.errors)")

        let other = try FakeApi()
        let refused = try BuiltProgram.run(
            "search", "-C", corpus, "The whale dives.", environment: ["NEAREST_API_URL": other.server.address])
        #expect(refused.status == 2)
        #expect(refused.errors.contains("server changed"))
        #expect(other.server.requests.isEmpty, "no text goes to a server that the index does not know")
        for outcome in [embedded, indexed, found, refused] {
            #expect(!(outcome.output + outcome.errors).contains("sk-never-shown"))
        }
    }
}
