import NearestCore

/// How much each list says in the fusion, where nothing else is said: 1 each space, and the full text as much as all
/// spaces together, so that an exact name is not outvoted by what stands somewhere in two spaces.
package struct ListWeights: Hashable, Sendable {
    /// By the name of a model, with or without its organisation, or `bm25`.
    private var named: [String: Double] = [:]

    package init() {}

    /// - Throws: `NearestError(.invalidArgument)` for a weight that is negative or no number.
    package mutating func set(_ weight: Double, of name: String) throws {
        guard weight.isFinite, weight >= 0 else {
            throw NearestError(
                .invalidArgument, name, "the weight of a list is a number from 0 on",
                remedy: "0 leaves the list out, 1 is what each has.")
        }
        named[name] = weight
    }

    /// Names that no list has.
    package func unknown(among sources: [ListSource]) -> [String] {
        named.keys.filter { name in !sources.contains { $0.isCalled(name) } }.sorted()
    }

    /// - Parameter spaces: how many were searched.
    package func weight(of source: ListSource, besides spaces: Int = 1) -> Double {
        named[source.name] ?? named[source.shortName] ?? (source == .fullText ? Double(max(1, spaces)) : 1)
    }
}
