import Foundation
import Inference
import NearestCore
import TOMLKit

/// Where the settings of models behind an API come from: the configuration file, then the environment.
///
///     # $XDG_CONFIG_HOME/nearest/config.toml
///     [api.notes]
///     url = "http://localhost:8080/v1"   # default: NEAREST_API_URL, else OPENAI_BASE_URL, else OpenAI's own
///     model = "BAAI/bge-m3"              # what the server calls it; default: the table's name
///     key_env = "NOTES_KEY"              # the variable that holds the key; or key_file = "~/.notes-key"
///     dimensions = 512                   # asked of the server; default: as many as the model has
///     max_tokens = 8192                  # longer texts are cut
///     batch = 32                         # texts a request
///     concurrency = 4                    # requests at once
///     timeout_s = 60
///     query_prompt = "query: "
///     document_prompt = "passage: "
///     encoding_format = "base64"         # or "float"
package struct ApiConfiguration {
    private let environment: (String) -> String?
    private let path: String

    private static let publicURL = "https://api.openai.com/v1"
    private static let longestFile = 1 << 20

    /// - Parameters:
    ///   - path: the configuration file, which need not exist.
    ///   - environment: a variable's value; nil where it is unset or empty.
    package init(path: String, environment: @escaping (String) -> String?) {
        self.path = path
        self.environment = environment
    }

    package static func standard() throws -> ApiConfiguration {
        ApiConfiguration(
            path: try UserFolders.configuration() + "/config.toml", environment: UserFolders.environment)
    }

    /// The settings of the model that users call `api:NAME`.
    ///
    /// - Throws: `NearestError(.invalidArgument)` that names the file and the member, or the variable, to put right;
    ///   `.unknownModel` where nothing names a server.
    package func settings(_ name: String) throws -> ApiSettings {
        guard !name.isEmpty else {
            throw NearestError(
                .invalidArgument, ApiModelName.prefix, "the model's name is missing",
                remedy: "Write api:NAME, such as api:text-embedding-3-small.")
        }
        guard let table = try table(name) else {
            return try withServer(of: environmentServer(), name: name, model: nil)
        }
        try table.checkMembers()
        let server = try table.string("url").map { url in
            try Server(url: url, source: table.place("url"), key: key(of: table))
        }
        var settings = try withServer(
            of: server ?? environmentServer(key: key(of: table)), name: name, model: table.string("model"))
        settings.dimensions = try table.integer("dimensions", in: 1...65_536)
        settings.batch = try table.integer("batch", in: 1...2048) ?? settings.batch
        settings.concurrency = try table.integer("concurrency", in: 1...32) ?? settings.concurrency
        settings.maximumTokens = try table.integer("max_tokens", in: 1...1_000_000) ?? settings.maximumTokens
        settings.timeout = try table.seconds("timeout_s") ?? settings.timeout
        settings.queryPrompt = try table.string("query_prompt") ?? ""
        settings.documentPrompt = try table.string("document_prompt") ?? ""
        settings.numberFormat = try table.choice("encoding_format") ?? settings.numberFormat
        return settings
    }

    /// An address, and the key that goes there.
    private struct Server {
        var url: String
        var source: String
        var key: Key?
    }

    private struct Key {
        var secret: Secret
        var source: String
    }

    private func withServer(of server: Server, name: String, model: String?) throws -> ApiSettings {
        try ApiSettings(
            name: name, model: model, url: server.url, source: server.source, key: server.key?.secret,
            keySource: server.key?.source ?? "")
    }

    /// The server that the environment names. A key goes to the server that it was set for: `NEAREST_API_KEY` to
    /// `NEAREST_API_URL`, `OPENAI_API_KEY` to `OPENAI_BASE_URL` or OpenAI itself.
    private func environmentServer(key: Key? = nil) throws -> Server {
        let (own, openAI) = ("NEAREST_API_URL", "OPENAI_BASE_URL")
        if let url = environment(own) {
            let isOpenAI = WebAddress(url)?.origin == WebAddress(Self.publicURL)?.origin
            let other = isOpenAI ? try variable("OPENAI_API_KEY") : nil
            return Server(url: url, source: own, key: try key ?? variable("NEAREST_API_KEY") ?? other)
        }
        if let url = environment(openAI) {
            return Server(url: url, source: openAI, key: try key ?? variable("OPENAI_API_KEY"))
        }
        guard let key = try key ?? variable("OPENAI_API_KEY") else {
            throw NearestError(
                .unknownModel, "NEAREST_API_URL", "no server is named that could make vectors",
                remedy: "Set it to an OpenAI-compatible address such as http://localhost:8080/v1, or set "
                    + "OPENAI_API_KEY, or write \(path).")
        }
        return Server(url: Self.publicURL, source: "OPENAI_API_KEY", key: key)
    }

    private func variable(_ name: String) throws -> Key? {
        try environment(name).map { try Key(secret: secret($0, from: name), source: name) }
    }

    private func key(of table: ApiTable) throws -> Key? {
        if let name = try table.string("key_env") {
            guard let key = try variable(name) else {
                throw NearestError(
                    .invalidArgument, table.place("key_env"), "the variable \(name) is not set",
                    remedy: "Export \(name), or name another variable.")
            }
            return key
        }
        guard var file = try table.string("key_file") else { return nil }
        if file.hasPrefix("~/") { file = try UserFolders.home() + file.dropFirst() }
        let text = String(decoding: try Disk.read(file, upTo: 4096), as: UTF8.self)
        return Key(secret: try secret(text, from: file), source: file)
    }

    private func secret(_ text: String, from source: String) throws -> Secret {
        guard let secret = Secret(text) else {
            throw NearestError(
                .invalidArgument, source, "it holds characters that no key has",
                remedy: "Put one key there and nothing else.")
        }
        return secret
    }

    /// - Returns: nil where the file or the table is missing.
    /// - Throws: `NearestError(.invalidArgument)` for a file that is no TOML, or where something else stands in the
    ///   table's place: a model that is then asked of the default server would be sent that server's key.
    private func table(_ name: String) throws -> ApiTable? {
        guard FileStamp(path: path) != nil else { return nil }
        let text = String(decoding: try Disk.read(path, upTo: Self.longestFile), as: UTF8.self)
        do {
            let document = try TOMLTable(string: text)
            guard let models = try member("api", of: document, place: "api") else { return nil }
            return try member(name, of: models, place: "api.\(name)").map {
                ApiTable(table: $0, name: name, path: path)
            }
        } catch let error as TOMLParseError {
            throw NearestError(
                .invalidArgument, "\(path):\(error.source.begin.line)", "this is not TOML: \(error.description)",
                remedy: "Correct the line.")
        }
    }

    private func member(_ name: String, of document: TOMLTable, place: String) throws -> TOMLTable? {
        guard let value = document[name] else { return nil }
        guard let table = value.table else {
            throw NearestError(
                .invalidArgument, "\(path), \(place)", "it is not a table",
                remedy: "Write [api.NAME], and the settings of the model below it.")
        }
        return table
    }
}
