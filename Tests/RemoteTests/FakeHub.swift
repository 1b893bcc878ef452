import Crypto
import Foundation
import NIOHTTP1
import Remote
import Synchronization

/// A hub with one model, which answers as the real one does: metadata beside redirects, large files on another
/// host, small ones itself.
final class FakeHub: Sendable {
    static let commit = String(repeating: "c0ffee42", count: 5)
    static let model = "tiny/model"

    /// What the test changes while it runs.
    struct State {
        var files: [String: [UInt8]]
        /// Those that lie in large file storage.
        var large: Set<String>
        /// Looked at before anything else; one that answers stands.
        var intercept: @Sendable (TestServer.Request) -> TestServer.Reply? = { _ in nil }
        var interceptStorage: @Sendable (TestServer.Request) -> TestServer.Reply? = { _ in nil }
        var ignoresRanges = false
        var announcesWrongHash = false
    }

    private final class Box: Sendable {
        let state: Mutex<State>
        init(_ state: consuming State) { self.state = Mutex(state) }
    }

    private let box: Box
    let hub: TestServer
    let storage: TestServer

    init(files: [String: [UInt8]] = FakeHub.smallModel, large: Set<String> = ["model.safetensors"]) throws {
        let box = Box(State(files: files, large: large))
        self.box = box
        let storage = try TestServer { request in
            let state = box.state.withLock { $0 }
            if let reply = state.interceptStorage(request) { return reply }
            let name = String(request.target.dropFirst("/blobs/".count))
            guard let content = state.files[name] else { return .text(404, "no such blob") }
            // Storage has entity tags of its own.
            return Self.content(content, request, state, headers: [("ETag", "\"storage-\(content.count)\"")])
        }
        self.storage = storage
        let storageAddress = storage.address
        hub = try TestServer { request in
            let state = box.state.withLock { $0 }
            return state.intercept(request) ?? Self.answer(request, state, storage: storageAddress)
        }
    }

    static let smallModel: [String: [UInt8]] = [
        "config.json": Array(
            #"""
            {"model_type": "bert", "hidden_size": 12, "num_hidden_layers": 1, "num_attention_heads": 3,
             "intermediate_size": 20, "max_position_embeddings": 16, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
             "vocab_size": 30, "hidden_act": "gelu"}
            """#.utf8),
        "tokenizer.json": Array(repeating: UInt8(ascii: "t"), count: 100_000),
        "1_Pooling/config.json": Array(#"{"pooling_mode_mean_tokens": true, "word_embedding_dimension": 12}"#.utf8),
        "model.safetensors": (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) },
        "README.md": Array("not read here".utf8),
        "tf_model.h5": Array(repeating: 7, count: 1_000),
    ]

    func change(_ body: (inout sending State) -> Void) {
        box.state.withLock { body(&$0) }
    }

    func settings(token: String? = nil, isOffline: Bool = false) throws -> HubSettings {
        try HubSettings(endpoint: hub.address, token: token.flatMap(Secret.init), isOffline: isOffline)
    }

    private static func answer(
        _ request: TestServer.Request, _ state: State, storage: String
    ) -> TestServer.Reply {
        let listing = "/api/models/\(model)/revision/"
        if request.target.hasPrefix(listing) {
            let revision = String(request.target.dropFirst(listing.count))
            guard ["main", commit, "refs%2Fpr%2F1"].contains(revision) else {
                return .text(404, #"{"error":"Invalid rev id"}"#, [("X-Error-Code", "RevisionNotFound")])
            }
            let siblings = state.files.keys.sorted().map { #"{"rfilename":"\#($0)"}"# }.joined(separator: ",")
            return .text(200, #"{"id":"\#(model)","sha":"\#(commit)","siblings":[\#(siblings)]}"#)
        }
        let resolve = "/\(model)/resolve/\(commit)/"
        let cached = "/api/resolve-cache/models/\(model)/\(commit)/"
        if request.target.hasPrefix(resolve) {
            let name = String(request.target.dropFirst(resolve.count))
            guard let content = state.files[name] else {
                return .text(404, "Entry not found", [("X-Error-Code", "EntryNotFound")])
            }
            guard state.large.contains(name) else {
                return .text(307, "", [("Location", cached + name)])
            }
            let digest = state.announcesWrongHash ? String(repeating: "0", count: 64) : sha256(content)
            return .text(
                302, "Found. Redirecting",
                [
                    ("Location", "\(storage)/blobs/\(name)"), ("X-Repo-Commit", commit),
                    ("X-Linked-Etag", "\"\(digest)\""), ("X-Linked-Size", String(content.count)),
                ])
        }
        let name = String(request.target.dropFirst(cached.count))
        if request.target.hasPrefix(cached), let content = state.files[name] {
            return Self.content(
                content, request, state,
                headers: [("ETag", "\"\(gitBlob(content))\""), ("X-Repo-Commit", commit)])
        }
        return .text(401, "Invalid username or password.", [("X-Error-Code", "RepoNotFound")])
    }

    /// Content as a server gives it that knows ranges.
    private static func content(
        _ content: [UInt8], _ request: TestServer.Request, _ state: State, headers: [(String, String)]
    ) -> TestServer.Reply {
        let own = headers.first { $0.0 == "ETag" }?.1
        let isSame = request.header("if-range").map { $0 == own } ?? true
        guard let range = request.header("range"), isSame, !state.ignoresRanges,
            let start = Int(range.dropFirst("bytes=".count).dropLast())
        else { return TestServer.Reply(headers: headers, body: content) }
        guard start < content.count else { return .text(416, "", headers) }
        let part = "bytes \(start)-\(content.count - 1)/\(content.count)"
        return TestServer.Reply(
            status: 206, headers: headers + [("Content-Range", part)], body: Array(content[start...]))
    }

    static func sha256(_ content: [UInt8]) -> String { hexadecimal(SHA256.hash(data: content)) }

    /// As `git hash-object` computes it.
    static func gitBlob(_ content: [UInt8]) -> String {
        hexadecimal(Insecure.SHA1.hash(data: Array("blob \(content.count)\0".utf8) + content))
    }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        digest.map { String(format: "%02x", $0) }.joined()
    }
}
