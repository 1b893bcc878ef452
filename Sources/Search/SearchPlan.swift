import Catalog
import NearestCore

/// Which lists answer a question: the spaces to search with their stores, and whether the full text is asked.
struct SearchPlan: Sendable {
    /// A space and those of its stores whose modality is wanted.
    struct Part: Sendable {
        var space: Space
        var stores: [StoreRecord]

        var source: ListSource { .space(model: space.model) }
    }

    var query: PreparedQuery
    var parts: [Part]
    /// What the full text is asked for; nil where it is not asked.
    var words: String?

    /// The stores of an index by their spaces, in the order in which these were added.
    static func parts(of stores: [StoreRecord]) -> [Part] {
        var parts: [Part] = []
        for store in stores {
            if let place = parts.firstIndex(where: { $0.stores.first?.spaceID == store.spaceID }) {
                parts[place].stores.append(store)
            } else {
                parts.append(Part(space: store.space, stores: [store]))
            }
        }
        return parts
    }

    /// The spaces that a request may be put to, and whether the full text is one of its lists: those that are named, or
    /// all, but none whose weight is 0.
    ///
    /// - Throws: `NearestError` with `.unknownModel` for a name that no list has, and with `.invalidArgument` when no
    ///   list is left.
    static func lists(
        of request: SearchRequest, among parts: [Part]
    ) throws -> (parts: [Part], fullText: Bool) {
        let weights = request.weights
        if let name = weights.unknown(among: parts.map(\.source) + [.fullText]).first {
            throw unweighable(name, among: parts)
        }
        let (named, isTextNamed) =
            request.models.isEmpty ? (parts, true) : try chosen(request.models, among: parts)
        let heard = named.filter { weights.weight(of: $0.source) > 0 }
        let fullText = isTextNamed && weights.weight(of: .fullText) > 0
        guard fullText || !heard.isEmpty else {
            throw NearestError(
                .invalidArgument, nil, "every list that was to answer has the weight 0",
                remedy: "Give one of them a weight above 0.")
        }
        return (heard, fullText)
    }

    /// The parts that names choose: by a model's whole name where one has it, else by the name without organisation.
    ///
    /// - Throws: `NearestError` with `.unknownModel`, naming the models that the index has.
    static func chosen(_ names: [String], among parts: [Part]) throws -> (parts: [Part], fullText: Bool) {
        var chosen: [Part] = []
        var fullText = false
        for name in names {
            if name == ListSource.fullTextName {
                fullText = true
                continue
            }
            let exact = parts.filter { $0.space.model == name }
            let found = exact.isEmpty ? parts.filter { $0.source.isCalled(name) } : exact
            if found.isEmpty { throw unknown(name, among: parts) }
            chosen += found.filter { part in !chosen.contains { $0.space.fingerprint == part.space.fingerprint } }
        }
        return (chosen, fullText)
    }

    private static func unweighable(_ name: String, among parts: [Part]) -> NearestError {
        let known = Set(parts.map(\.space.model)).sorted() + [ListSource.fullTextName]
        return NearestError(
            .unknownModel, name, "there is no list of that name to weigh",
            remedy: "There are: \(known.joined(separator: ", ")).")
    }

    private static func unknown(_ model: String, among parts: [Part]) -> NearestError {
        let known = Set(parts.map(\.space.model)).sorted().joined(separator: ", ")
        return NearestError(
            .unknownModel, model, "this index has no vectors of that model",
            remedy: known.isEmpty
                ? "Run `nearest index` first."
                : "It has: \(known). Add it with `nearest index --model \(model)`.")
    }

    /// Keeps the stores of some modalities; all where none is named.
    mutating func keep(_ modalities: Set<Modality>) {
        if modalities.isEmpty { return }
        for index in parts.indices { parts[index].stores.removeAll { !modalities.contains($0.modality) } }
        parts.removeAll { $0.stores.isEmpty }
    }
}
