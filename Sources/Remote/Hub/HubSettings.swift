import Foundation
import Inference
import NearestCore

/// Which hub, and as whom: what huggingface_hub reads from the environment.
package struct HubSettings: Sendable {
    let endpoint: WebAddress
    package let token: Secret?
    /// Nothing may be asked of the network.
    package let isOffline: Bool

    /// - Throws: `NearestError(.invalidArgument)` when `endpoint` is no http or https address. The error does not
    ///   repeat it, as it may hold a password.
    package init(
        endpoint: String = HubSettings.publicEndpoint, token: Secret? = nil, isOffline: Bool = false
    ) throws {
        guard let address = WebAddress(endpoint), address.query == nil else {
            throw NearestError(
                .invalidArgument, "HF_ENDPOINT",
                "it holds no http or https address without a user or a query in it",
                remedy: "Set it to an address such as \(Self.publicEndpoint), or unset it.")
        }
        self.endpoint = address
        self.token = token
        self.isOffline = isOffline
    }

    package static let publicEndpoint = "https://huggingface.co"

    /// `HF_ENDPOINT`, `HF_HUB_OFFLINE` and `HF_TOKEN`; where that is unset, the file that `huggingface-cli login`
    /// writes (`HF_TOKEN_PATH`, default `$HF_HOME/token`).
    package static func standard() throws -> HubSettings {
        let offline = UserFolders.environment("HF_HUB_OFFLINE")?.uppercased() ?? ""
        return try HubSettings(
            endpoint: UserFolders.environment("HF_ENDPOINT") ?? publicEndpoint, token: token(),
            isOffline: ["1", "ON", "YES", "TRUE"].contains(offline))
    }

    private static func token() throws -> Secret? {
        for name in ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"] {
            guard let text = UserFolders.environment(name) else { continue }
            guard let token = Secret(text) else { throw unusable(name) }
            return token
        }
        let path = try UserFolders.environment("HF_TOKEN_PATH") ?? home() + "/token"
        guard let bytes = try? Disk.read(path, upTo: 4096) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.allSatisfy(\.isWhitespace) { return nil }
        guard let token = Secret(text) else { throw unusable(path) }
        return token
    }

    private static func home() throws -> String {
        if let home = UserFolders.environment("HF_HOME") { return home }
        let cache = try UserFolders.environment("XDG_CACHE_HOME") ?? UserFolders.home() + "/.cache"
        return cache + "/huggingface"
    }

    private static func unusable(_ place: String) -> NearestError {
        NearestError(
            .invalidArgument, place, "it holds characters that no token has",
            remedy: "Put one token there and nothing else.")
    }
}
