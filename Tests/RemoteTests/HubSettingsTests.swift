import NearestCore
import Testing

@testable import Remote

@Suite("Names and addresses of the hub")
struct HubSettingsTests {
    @Test("a model is ORG/NAME or the address of its page, and nothing that could leave its folder")
    func identifiers() throws {
        let hub = try HubSettings()
        #expect(try HubModelID("openai/whisper-base", on: hub).description == "openai/whisper-base")
        #expect(try HubModelID("https://huggingface.co/BAAI/bge-small-en", on: hub).name == "bge-small-en")
        let wrong = [
            "gpt2", "a/b/c", "../x", "a/..", "a/.b", "a/b..c", "a/", "/b", "a/b c", "a/b?x", "ä/b", "api:x", "",
        ]
        for text in wrong {
            let error = try nearestError { _ = try HubModelID(text, on: hub) }
            #expect(error.code == .invalidArgument, "\(text)")
        }
    }

    @Test("an endpoint that is no http or https address is refused by name")
    func endpoints() throws {
        for text in ["ftp://x", "huggingface.co", "http://", "https://user:password@host", "http://x/?a=b"] {
            let error = try nearestError { _ = try HubSettings(endpoint: text) }
            #expect(error.subject == "HF_ENDPOINT", "\(text)")
            #expect(!error.description.contains("password"))
        }
        let mirror = try HubSettings(endpoint: "https://mirror.example/hf/").endpoint
        #expect(mirror.appending(["a b", "c/d"])?.text == "https://mirror.example/hf/a%20b/c%2Fd")
    }

    @Test("proxies are those of curl: by scheme, and none for the hosts of no_proxy")
    func proxies() throws {
        let settings = ProxySettings(
            forHTTP: ProxySettings.Server("proxy.example:3128"),
            forHTTPS: ProxySettings.Server("http://user:p%40ss@secure.example"),
            direct: ["localhost", ".internal.example"])
        func server(_ text: String) throws -> ProxySettings.Server? {
            try WebAddress(text).flatMap { try settings.server(for: $0.origin) }
        }
        #expect(try server("http://a.example") == ProxySettings.Server(host: "proxy.example", port: 3128))
        #expect(try server("https://a.example")?.password == "p@ss")
        #expect(try server("https://localhost:8080") == nil)
        #expect(try server("https://x.internal.example") == nil)
        #expect(try server("https://internal.example") == nil)
        #expect(try server("https://notinternal.example") != nil)
        #expect(ProxySettings.Server("socks5://x:1") == nil)
    }

    @Test("a proxy of a kind that is not spoken here is an error, not a direct connection")
    func unusableProxies() throws {
        let variables = [
            "https_proxy": "socks5://user:password@proxy.example", "ALL_PROXY": "http://all.example:8080",
            "no_proxy": "near.example",
        ]
        let settings = ProxySettings.standard { variables[$0] }
        let origin = try #require(WebAddress("https://far.example")).origin
        let error = try nearestError { _ = try settings.server(for: origin) }
        #expect(error.subject == "https_proxy")
        #expect(error.problem.contains("cannot be used"))
        #expect(!error.description.contains("password"))
        #expect(try settings.server(for: #require(WebAddress("https://near.example")).origin) == nil)
        #expect(try settings.server(for: #require(WebAddress("http://far.example")).origin)?.host == "all.example")
    }
}
