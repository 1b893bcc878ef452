import NearestCore

/// A query whose files were found, and which spaces can take it: `QueryEncoder` makes it and its vectors.
package struct PreparedQuery: Sendable {
    /// The spaces that take it, in the order in which they were given.
    package let spaces: [Space]
    /// What was left out, and what stands for what, for people.
    package let notes: [String]
    /// What full text is searched for: the words of a query that is nothing else; nil for files and formulas.
    package let words: String?
    /// What the query stands for in the background: text for words, else what the file is; of a formula of several, what
    /// weighs most.
    package let modality: Modality

    let terms: [Term]
    let isFormula: Bool

    struct Term: Sendable {
        var weight: Double
        var source: Source
    }

    /// What a term is.
    enum Source: Sendable {
        case text(String)
        case file(QueryFile, Modality)

        var modality: Modality {
            switch self {
            case .text: .text
            case .file(_, let modality): modality
            }
        }
    }

    /// The same for one space: where the words of a picture stand for it, it is text.
    package func modality(in space: Space) -> Modality {
        let heaviest = terms.max { abs($0.weight) < abs($1.weight) }
        guard let source = heaviest?.source else { return .text }
        return Intake(of: source, by: space) == .native ? source.modality : .text
    }
}
