/// Where a list of hits comes from: a space, or the full text.
package enum ListSource: Hashable, Sendable {
    /// The neighbours of the question's vector in the space of a model.
    case space(model: String)
    /// The passages that hold the question's words.
    case fullText

    /// What the full text is called where a model could be named.
    package static let fullTextName = "bm25"

    /// As commands and JSON have it.
    package var name: String {
        switch self {
        case .space(let model): model
        case .fullText: Self.fullTextName
        }
    }

    /// Without the organisation, for where there is little room.
    package var shortName: String { Self.shortened(name) }

    /// A model's name without its organisation: `all-MiniLM-L6-v2`.
    package static func shortened(_ model: String) -> String {
        model.split(separator: "/").last.map(String.init) ?? model
    }

    /// The first word of a model's short name: `clip`; that of a plain descriptor is whole.
    package static func family(of model: String) -> String {
        if model.hasPrefix(Space.plainPrefix) { return shortened(model) }
        return shortened(model).split(whereSeparator: { "-_ ".contains($0) }).first.map(String.init) ?? model
    }

    /// Whether `name` is this source's name, with or without the organisation.
    package func isCalled(_ name: String) -> Bool { name == self.name || name == shortName }
}
