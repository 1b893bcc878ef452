import NearestCore

/// A model's name on the hub, `ORG/NAME`, checked: it becomes part of addresses and of paths.
package struct HubModelID: Hashable, Sendable, CustomStringConvertible {
    package let organisation: String
    package let name: String

    /// - Parameter text: `ORG/NAME`, or the address of the model's page on `hub`.
    /// - Throws: `NearestError(.invalidArgument)`.
    package init(_ text: String, on hub: HubSettings) throws {
        var rest = text[...]
        let page = hub.endpoint.text + (hub.endpoint.text.hasSuffix("/") ? "" : "/")
        if rest.hasPrefix(page) { rest = rest.dropFirst(page.count) }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(Self.isName) else {
            throw NearestError(
                .invalidArgument, text, "this is not the name of a model on a hub",
                remedy: "Names are ORG/NAME, such as sentence-transformers/all-MiniLM-L6-v2.")
        }
        organisation = parts[0]
        name = parts[1]
    }

    package var description: String { "\(organisation)/\(name)" }

    /// The hub's own rule: letters, digits, `-`, `_` and `.`, which neither begin nor end it, at most 96 of them.
    private static func isName(_ text: String) -> Bool {
        let edges: Set<Character> = [".", "-"]
        return (1...96).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                let character = Character(UnicodeScalar(byte))
                return byte < 0x80 && (character.isLetter || character.isNumber || "-_.".contains(character))
            }
            && !edges.contains(text.first ?? ".") && !edges.contains(text.last ?? ".") && !text.contains("..")
    }
}
