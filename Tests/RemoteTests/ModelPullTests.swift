import NIOHTTP1
import NearestCore
import Synchronization
import Testing

@testable import Remote

@Suite("Fetching models")
struct ModelPullTests {
    private static let weights = "model.safetensors"
    private static let files = ["1_Pooling/config.json", "config.json", "model.safetensors", "tokenizer.json"]

    @Test("brings the files that are read here, whole, and nothing else")
    func complete() throws {
        let pulling = try Pulling(FakeHub())
        let pulled = try pulling.run()
        #expect(pulled.state == .fetched)
        #expect(pulled.commit == FakeHub.commit)
        #expect(pulled.files == Self.files.count)
        for name in Self.files { #expect(pulling.fetched(name) == FakeHub.smallModel[name], "\(name)") }
        #expect(
            pulling.folder.files
                == ([".nearest-pull.json"] + Self.files).map { "models/tiny/model/\($0)" }.sorted(),
            "no partial file, and nothing for other frameworks, is left")
        #expect(pulled.receivedBytes == pulled.bytes)
    }

    @Test("does nothing for a model that is here and complete; --force fetches it anew; a lost file is noticed")
    func present() throws {
        let pulling = try Pulling(FakeHub())
        try pulling.run()
        let asked = pulling.hub.hub.requests.count
        let again = try pulling.run()
        #expect(again.state == .present)
        #expect(again.commit == FakeHub.commit)
        #expect(again.bytes == Self.files.reduce(0) { $0 + (FakeHub.smallModel[$1]?.count ?? 0) })
        #expect(pulling.hub.hub.requests.count == asked, "the hub is not asked")
        #expect(try pulling.run(isOffline: true).state == .present)
        #expect(try pulling.run(revision: "main").state == .present, "the same commit")

        #expect(try pulling.run(force: true).state == .fetched)
        try pulling.folder.write([1], to: "models/tiny/model/tokenizer.json")
        #expect(try pulling.run().state == .fetched)
        #expect(pulling.fetched("tokenizer.json") == FakeHub.smallModel["tokenizer.json"])
    }

    @Test("a folder that somebody else put there is replaced only by --force")
    func foreign() throws {
        let pulling = try Pulling(FakeHub())
        try pulling.folder.write(Array("{}".utf8), to: "models/tiny/model/config.json")
        let error = try nearestError { try pulling.run() }
        #expect(error.remedy?.contains("--force") == true)
        #expect(pulling.fetched("config.json") == Array("{}".utf8))
        #expect(try pulling.run(force: true).state == .fetched)
        #expect(pulling.fetched("config.json") == FakeHub.smallModel["config.json"])
    }

    @Test("gives the token to the hub, and not to the host that it redirects to")
    func token() throws {
        let pulling = try Pulling(FakeHub())
        try pulling.run(token: "hf_very-secret-token")
        let asked = pulling.hub.hub.requests
        #expect(!asked.isEmpty)
        #expect(asked.allSatisfy { $0.header("authorization") == "Bearer hf_very-secret-token" })
        let stored = pulling.hub.storage.requests
        #expect(stored.count == 1)
        #expect(stored.allSatisfy { request in !request.headers.contains { $0.value.contains("secret") } })
    }

    @Test("goes on after a cut connection with what is missing")
    func cut() throws {
        let pulling = try Pulling(FakeHub())
        let count = Counter()
        pulling.hub.change { state in
            let content = state.files[Self.weights] ?? []
            state.interceptStorage = { _ in
                guard count.next() == 1 else { return nil }
                return TestServer.Reply(body: content, cutAfter: 100_000)
            }
        }
        let pulled = try pulling.run()
        #expect(pulling.fetched(Self.weights) == FakeHub.smallModel[Self.weights])
        #expect(pulled.receivedBytes == pulled.bytes, "no byte comes twice")
        let ranges = pulling.hub.storage.requests.map { $0.header("range") }
        #expect(ranges.count == 2)
        #expect(ranges.first == .some(nil))
        #expect(ranges.last == "bytes=100000-")
        #expect(pulling.time.waited == [1])
    }

    @Test("an interrupted run keeps what came, is no model yet, and is continued by the next run")
    func interrupted() throws {
        let pulling = try Pulling(FakeHub())
        pulling.hub.change { state in
            let content = state.files[Self.weights] ?? []
            state.interceptStorage = { request in
                let isFirst = request.header("range") == nil
                return isFirst ? TestServer.Reply(body: content, cutAfter: 100_000) : .text(503, "")
            }
        }
        let error = try nearestError { try pulling.run() }
        #expect(error.code == .network)
        #expect(pulling.partial?.count == 100_000)
        #expect(pulling.library.list().isEmpty)
        #expect(pulling.fetched("config.json") == nil)
        #expect(pulling.time.waited == [1, 2, 4], "an exponential backoff, from anew after progress")

        pulling.hub.change { $0.interceptStorage = { _ in nil } }
        let before = pulling.hub.hub.requests.count
        let pulled = try pulling.run()
        #expect(pulled.receivedBytes == 200_000, "only what was missing")
        #expect(pulling.fetched(Self.weights) == FakeHub.smallModel[Self.weights])
        let again = pulling.hub.hub.requests[before...].filter { $0.method == .GET }.map(\.target)
        #expect(
            again.filter { $0.contains("/resolve/") } == ["/tiny/model/resolve/\(FakeHub.commit)/model.safetensors"]
        )
    }

    @Test("starts a file anew when the server ignores ranges, or when the file changed meanwhile")
    func restart() throws {
        for changes in [false, true] {
            let pulling = try Pulling(FakeHub())
            pulling.hub.change { state in
                let content = state.files[Self.weights] ?? []
                state.interceptStorage = { request in
                    let isFirst = request.header("range") == nil
                    return isFirst ? TestServer.Reply(body: content, cutAfter: 100_000) : .text(503, "")
                }
            }
            #expect(throws: NearestError.self) { try pulling.run() }
            let other = [UInt8](repeating: 9, count: 300_000)
            pulling.hub.change { state in
                state.interceptStorage = { _ in nil }
                if changes { state.files[Self.weights] = other } else { state.ignoresRanges = true }
            }
            let pulled = try pulling.run()
            #expect(pulled.receivedBytes == 300_000)
            #expect(pulling.fetched(Self.weights) == (changes ? other : FakeHub.smallModel[Self.weights]))
        }
    }

    @Test("a partial response for another range, or of another length, is not appended")
    func wrongRange() throws {
        for range in ["bytes 0-299999/300000", "bytes 100000-199999/200000", "nonsense"] {
            let pulling = try Pulling(FakeHub())
            let count = Counter()
            pulling.hub.change { state in
                let content = state.files[Self.weights] ?? []
                state.interceptStorage = { _ in
                    switch count.next() {
                    case 1: TestServer.Reply(body: content, cutAfter: 100_000)
                    case 2: TestServer.Reply(status: 206, headers: [("Content-Range", range)], body: content)
                    default: nil
                    }
                }
            }
            try pulling.run()
            #expect(pulling.fetched(Self.weights) == FakeHub.smallModel[Self.weights], "\(range)")
        }
    }

    @Test("a small file is continued under the hub's own entity tag")
    func smallFileRange() throws {
        let pulling = try Pulling(FakeHub())
        let count = Counter()
        pulling.hub.change { state in
            let content = state.files["tokenizer.json"] ?? []
            state.intercept = { request in
                guard request.method == .GET, request.target.hasSuffix("/tokenizer.json"),
                    request.target.contains("cache"), count.next() == 1
                else { return nil }
                return TestServer.Reply(body: content, cutAfter: 2_000)
            }
        }
        try pulling.run()
        let last = pulling.hub.hub.requests.last { $0.target.hasSuffix("/tokenizer.json") }
        #expect(last?.header("range") == "bytes=2000-")
        #expect(last?.header("if-range") == "\"\(FakeHub.gitBlob(FakeHub.smallModel["tokenizer.json"] ?? []))\"")
        #expect(pulling.fetched("tokenizer.json") == FakeHub.smallModel["tokenizer.json"])
    }

    @Test("a file whose content is not what was announced is deleted, and the model does not appear")
    func wrongHash() throws {
        let pulling = try Pulling(FakeHub())
        pulling.hub.change { $0.announcesWrongHash = true }
        let error = try nearestError { try pulling.run() }
        #expect(error.subject == "\(FakeHub.model)/\(Self.weights)")
        #expect(error.problem.contains("SHA-256"))
        #expect(error.problem.contains("deleted"))
        #expect(pulling.partial == nil)
        #expect(pulling.library.list().isEmpty)

        let other = try Pulling(FakeHub())
        other.hub.change { state in
            state.intercept = { request in
                guard request.method == .GET, request.target.hasSuffix("\(FakeHub.commit)/config.json") else {
                    return nil
                }
                let content = String(decoding: FakeHub.smallModel["config.json"] ?? [], as: UTF8.self)
                return .text(200, content.replacing("bert", with: "bart"))
            }
        }
        let small = try nearestError { try other.run() }
        #expect(small.problem.contains("git hash"))
    }

    @Test("a body that is longer than announced is not taken in")
    func tooLong() throws {
        let pulling = try Pulling(FakeHub())
        pulling.hub.change { state in
            state.interceptStorage = { _ in TestServer.Reply(body: [UInt8](repeating: 1, count: 900_000)) }
        }
        let error = try nearestError { try pulling.run() }
        #expect(error.problem.contains("300000 bytes"))
        let kept = try #require(pulling.partial?.count, "what fits is kept")
        #expect((1...300_000).contains(kept))
    }

    @Test("waits as long as a 429 asks, and gives up on one that asks for too long")
    func tooMany() throws {
        let pulling = try Pulling(FakeHub())
        let count = Counter()
        pulling.hub.change { state in
            state.intercept = { _ in
                count.next() <= 2
                    ? .text(429, "slow down", [("Retry-After", "17")]) : nil
            }
        }
        #expect(try pulling.run().state == .fetched)
        #expect(pulling.time.waited == [17, 17])

        let other = try Pulling(FakeHub())
        other.hub.change { $0.intercept = { _ in .text(429, "", [("Retry-After", "86400")]) } }
        let error = try nearestError { try other.run() }
        #expect(error.problem.contains("86400 s"))
        #expect(other.time.waited.isEmpty)
    }

    @Test("gives up on a server in trouble after some attempts, and names it")
    func trouble() throws {
        let pulling = try Pulling(FakeHub())
        pulling.hub.change { $0.intercept = { _ in .text(502, "") } }
        let error = try nearestError { try pulling.run() }
        #expect(error.code == .network)
        #expect(error.problem.contains("502"))
        #expect(error.problem.contains("127.0.0.1"))
        #expect(pulling.hub.hub.requests.count == 4)
    }

    @Test("says what to do about a model that is missing, private or gated, and about a revision that is not there")
    func refusals() throws {
        let cases: [(status: Int, code: String, token: String?, expected: [String])] = [
            (401, "RepoNotFound", nil, ["private", "HF_TOKEN"]),
            (401, "", "hf_abcdefgh", ["valid", "HF_TOKEN"]),
            (401, "GatedRepo", nil, ["licence", "/tiny/model", "HF_TOKEN"]),
            (403, "GatedRepo", "hf_abcdefgh", ["licence", "/tiny/model"]),
            (404, "RepoNotFound", nil, ["no such model"]),
        ]
        for (status, code, token, expected) in cases {
            let pulling = try Pulling(FakeHub())
            pulling.hub.change { $0.intercept = { _ in .text(status, "", [("X-Error-Code", code)]) } }
            let text = try nearestError { try pulling.run(token: token) }.description
            for part in expected { #expect(text.contains(part), "\(status) \(code): \(text)") }
            #expect(!text.contains("hf_abcdefgh"))
            #expect(pulling.hub.hub.requests.count == 1, "no attempt after a refusal")
        }
        let pulling = try Pulling(FakeHub())
        let error = try nearestError { try pulling.run(revision: "v9") }
        #expect(error.code == .unknownModel)
        #expect(error.problem.contains("v9"))
        #expect(try pulling.run(revision: "refs/pr/1").state == .fetched, "a slash in a revision is escaped")
    }

    @Test("asks nobody when the hub is offline, and says so; a hub that is gone is named")
    func offline() throws {
        let pulling = try Pulling(FakeHub())
        let error = try nearestError { try pulling.run(isOffline: true) }
        #expect(error.problem.contains("HF_HUB_OFFLINE"))
        #expect(pulling.hub.hub.requests.isEmpty)

        let settings = try HubSettings(endpoint: "http://127.0.0.1:1")
        let pull = ModelPull(hub: settings, library: pulling.library, retry: pulling.time.policy())
        let gone = try nearestError {
            _ = try pull.run(HubModelID("a/b", on: settings), cancellation: Cancellation())
        }
        #expect(gone.problem.contains("127.0.0.1:1"))
        #expect(gone.problem.contains("refused"))
        #expect(pulling.time.waited == [1, 2], "soon")
    }

    @Test("a cancellation ends the download at once and keeps what came")
    func cancelled() throws {
        let pulling = try Pulling(FakeHub())
        let cancellation = Cancellation()
        pulling.hub.change { state in
            let content = state.files[Self.weights] ?? []
            // The rest never comes.
            state.interceptStorage = { _ in
                TestServer.Reply(headers: [("Content-Length", "300000")], body: Array(content.prefix(50_000)))
            }
        }
        #expect(throws: CancellationError.self) {
            try pulling.run(cancellation: cancellation) { progress in
                if progress.bytesDone >= 150_000 { cancellation.cancel() }
            }
        }
        #expect(pulling.partial?.count == 50_000)
        #expect(pulling.library.list().isEmpty)
    }

    @Test("takes the shards that the index names, and refuses an index that names what is not there")
    func shards() throws {
        var files = FakeHub.smallModel
        files["model.safetensors"] = nil
        files["model-00001-of-00002.safetensors"] = [1, 2, 3]
        files["model-00002-of-00002.safetensors"] = [4, 5]
        files["pytorch_model.bin"] = [6]
        files["model.safetensors.index.json"] = Array(
            #"{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"#.utf8)
        let pulling = try Pulling(FakeHub(files: files, large: ["model-00001-of-00002.safetensors"]))
        try pulling.run()
        #expect(pulling.fetched("model-00001-of-00002.safetensors") == [1, 2, 3])
        #expect(pulling.fetched("model-00002-of-00002.safetensors") == [4, 5])
        #expect(pulling.fetched("pytorch_model.bin") == nil)

        for name in ["absent.safetensors", "../../../evil"] {
            files["model.safetensors.index.json"] = Array(#"{"weight_map":{"a":"\#(name)"}}"#.utf8)
            let broken = try Pulling(FakeHub(files: files))
            let error = try nearestError { try broken.run() }
            #expect(error.code == .brokenModel)
            #expect(error.problem.contains(name))
        }
    }

    @Test("a repository that nothing here can read is refused before anything is fetched, and leaves nothing")
    func unreadable() throws {
        for (absent, problem) in [("config.json", "no config.json"), ("model.safetensors", "no format")] {
            var files = FakeHub.smallModel
            files[absent] = nil
            let pulling = try Pulling(FakeHub(files: files))
            let error = try nearestError { try pulling.run() }
            #expect(error.problem.contains(problem))
            #expect(pulling.folder.files.isEmpty)
        }
    }

    @Test("a kind of model that nothing here runs is refused before its weights come, and leaves nothing")
    func unknownArchitecture() throws {
        for (config, problem) in [
            (#"{"model_type": "mamba"}"#, "model_type mamba"), ("{}", "no model_type"),
            ("[", "not the description"),
        ] {
            var files = FakeHub.smallModel
            files["config.json"] = Array(config.utf8)
            let pulling = try Pulling(FakeHub(files: files))
            let error = try nearestError { try pulling.run() }
            #expect(error.problem.contains(problem))
            #expect(error.remedy != nil)
            #expect(pulling.hub.storage.requests.isEmpty)
            if problem.contains("model_type") { #expect(pulling.folder.files.isEmpty) }
        }
    }

    @Test("a model that came and cannot be used is told as such, then and later")
    func unusable() throws {
        var files = FakeHub.smallModel
        files["tokenizer.json"] = nil
        let pulling = try Pulling(FakeHub(files: files))
        let pulled = try pulling.run()
        #expect(pulled.state == .fetched)
        #expect(pulled.problem?.contains("tokenizer.json") == true)
        #expect(try pulling.run().problem == pulled.problem)
        #expect(try Pulling(FakeHub()).run().problem == nil)
    }

    @Test("a length that no file has is not believed", arguments: ["9223372036854775807", "-1", "many", "1e3"])
    func impossibleLength(announced: String) throws {
        let pulling = try Pulling(FakeHub(large: ["model.safetensors", "tokenizer.json"]))
        pulling.hub.change { state in
            state.intercept = { request in
                let name = request.target.split(separator: "/").last.map(String.init) ?? ""
                guard request.target.contains("/resolve/"), ["model.safetensors", "tokenizer.json"].contains(name)
                else { return nil }
                return .text(
                    302, "",
                    [
                        ("Location", "http://127.0.0.1:1/\(name)"), ("X-Linked-Size", announced),
                        ("X-Linked-Etag", "\"\(String(repeating: "0", count: 64))\""),
                    ])
            }
        }
        let error = try nearestError { try pulling.run() }
        #expect(error.code == .network)
        #expect(error.problem.contains("length"))
    }

    @Test("one process at a time fetches a model")
    func locked() throws {
        let pulling = try Pulling(FakeHub())
        let settings = try pulling.hub.settings()
        let other = try PullFolder(
            for: HubModelID(FakeHub.model, on: settings), in: pulling.library.modelsFolder)
        let error = try nearestError { try pulling.run() }
        #expect(error.code == .locked)
        withExtendedLifetime(other) {}
    }

    @Test("progress counts every byte once and ends with all of them")
    func progress() throws {
        let pulling = try Pulling(FakeHub())
        let seen = Mutex<[PullProgress]>([])
        let pulled = try pulling.run { progress in seen.withLock { $0.append(progress) } }
        let last = try #require(seen.withLock { $0.last })
        #expect(last.bytes == pulled.bytes)
        #expect(last.bytesDone == pulled.bytes)
        #expect(last.files == Self.files.count)
        #expect(last.filesDone == last.files)
    }
}
