import Extraction
import NearestCore
import Synchronization

/// Makes vectors of queries: of words, files and formulas, for each space that can take them.
///
/// A query is prepared once, which finds its files and reads as much of them as tells what they are, and then encoded
/// space by space. What was read of the last files, and the last vectors, are kept: an explorer asks again at each
/// keystroke, and so does each preview. Safe from several threads; calls block.
package final class QueryEncoder: Sendable {
    let encoder: @Sendable (Space) throws -> any Encoder
    private let reader: @Sendable (String) -> any FileReading
    private let kept = Mutex(Kept())

    private struct Kept {
        /// Of the last query that had any.
        var files: [QueryFile] = []
        /// The latest last.
        var vectors: [(key: VectorKey, vector: QueryVector)] = []
    }

    private struct VectorKey: Hashable {
        enum Source: Hashable {
            case text(String)
            case file([UInt8], QueryFileState)
        }

        var fingerprint: String
        var source: Source
    }

    /// Vectors of terms.
    private static let mostVectors = 64

    /// - Parameters:
    ///   - encoder: gives the encoder of a space, loading it once.
    ///   - reader: opens files below a folder, or one file alone; workers, since a file that somebody asks with deserves
    ///     no more trust than those of the corpus.
    package init(
        encoder: @escaping @Sendable (Space) throws -> any Encoder,
        reader: @escaping @Sendable (String) -> any FileReading = { WorkerFileReader(folder: $0, count: 1) }
    ) {
        self.encoder = encoder
        self.reader = reader
    }

    /// Forgets what is kept of former queries, so that the next one costs what a new one does.
    func forget() {
        kept.withLock { $0 = Kept() }
    }

    /// Finds the files of a query and the spaces that can take it.
    ///
    /// - Parameters:
    ///   - spaces: those of the index that may be searched, without imported ones or with them: those take nothing.
    ///   - areNamed: whether somebody asked for these spaces and no others; then each takes what it can, and what it
    ///     cannot is said.
    /// - Throws: `NearestError(.invalidArgument)` for an empty query, a file that is not there or is of no known kind,
    ///   and a query that no space can take; `.unreadable` for a file that is broken; `CancellationError`.
    package func prepare(
        _ query: ParsedQuery, spaces: [Space], areNamed: Bool, place: QueryPlace, cancellation: Cancellation
    ) throws -> PreparedQuery {
        var notes = query.notes
        let (terms, isFormula) = try resolve(query, in: place, notes: &notes, cancellation)
        var choice = SpaceChoice(terms: terms, isFormula: isFormula, areNamed: areNamed)
        try choice.choose(among: spaces, cancellation)
        var words: String?
        if !isFormula, case .text(let text)? = terms.first?.source { words = text }
        return PreparedQuery(
            spaces: choice.spaces, notes: notes + choice.notes, words: words, modality: Self.modality(of: terms),
            terms: terms, isFormula: isFormula)
    }

    /// A query for the full text alone: no space has to take it.
    ///
    /// - Throws: `NearestError(.invalidArgument)` for an empty query, and one that is not just words;
    ///   `CancellationError`.
    package func prepareWords(
        _ query: ParsedQuery, place: QueryPlace, cancellation: Cancellation
    ) throws -> PreparedQuery {
        var notes = query.notes
        let (terms, isFormula) = try resolve(query, in: place, notes: &notes, cancellation)
        guard !isFormula, case .text(let words)? = terms.first?.source else {
            throw NearestError(
                .invalidArgument, ListSource.fullTextName, "the full text is searched by words only",
                remedy: "Leave it out, or ask with words.")
        }
        return PreparedQuery(
            spaces: [], notes: notes, words: words, modality: .text, terms: terms, isFormula: false)
    }

    private static func modality(of terms: [PreparedQuery.Term]) -> Modality {
        terms.max { abs($0.weight) < abs($1.weight) }?.source.modality ?? .text
    }

    private func resolve(
        _ query: ParsedQuery, in place: QueryPlace, notes: inout [String], _ cancellation: Cancellation
    ) throws -> (terms: [PreparedQuery.Term], isFormula: Bool) {
        let typed: [QueryFormula.Term]
        var isFormula = false
        switch query.content {
        case .nothing:
            throw NearestError(
                .invalidArgument, nil, "the query has no words", remedy: "Type what to look for.")
        case .term(let term): typed = [QueryFormula.Term(weight: 1, term: term)]
        case .formula(let formula):
            typed = formula.terms
            isFormula = true
        }
        var files: [QueryFile] = []
        let terms = try typed.map { term in
            let source = try source(of: term.term, in: place, files: &files, notes: &notes, cancellation)
            return PreparedQuery.Term(weight: term.weight, source: source)
        }
        if !files.isEmpty { kept.withLock { $0.files = files } }
        return (terms, isFormula)
    }

    private func source(
        of term: QueryTerm, in place: QueryPlace, files: inout [QueryFile], notes: inout [String],
        _ cancellation: Cancellation
    ) throws -> PreparedQuery.Source {
        guard case .file(let typed) = term else {
            if case .text(let text) = term { return .text(text) }
            return .text("")
        }
        try cancellation.check()
        guard case .file(let path) = try place.find(typed) else {
            notes.append("`\(term.name)` is no file here and was searched as words.")
            return .text(typed.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        }
        let found = QueryFile.found(path, typed: typed)
        let known = (files + kept.withLock { $0.files }).first { $0.isStill(found) }
        let file = try known ?? QueryFile(found: found, typed: typed, reader: reader)
        if !files.contains(where: { $0 === file }) { files.append(file) }
        // Kept before it is read: a query that is called off is asked again.
        if known == nil { kept.withLock { $0.files = Array(($0.files + [file]).suffix(max(2, files.count))) } }
        return .file(file, try file.modality(cancellation))
    }

    /// The query's vector in a space that takes it.
    ///
    /// - Throws: `NearestError` when the model is not to be had, fails, or nothing is left of a formula;
    ///   `CancellationError`.
    package func vector(
        _ query: PreparedQuery, in space: Space, cancellation: Cancellation
    ) throws -> QueryVector {
        var vectors: [[Float]] = []
        var notes: [String] = []
        for term in query.terms {
            try cancellation.check()
            let vector = try vector(of: term.source, in: space, cancellation)
            vectors.append(vector.values)
            notes += vector.notes.filter { !notes.contains($0) }
        }
        if !query.isFormula, let only = vectors.first { return QueryVector(values: only, notes: notes) }
        let sum = try WeightedSum.vector(vectors, weights: query.terms.map(\.weight), in: space)
        return QueryVector(values: sum, notes: notes)
    }

    private func vector(
        of source: PreparedQuery.Source, in space: Space, _ cancellation: Cancellation
    ) throws -> QueryVector {
        let key = VectorKey(fingerprint: space.fingerprint, source: Self.key(of: source))
        if let known = kept.withLock({ kept in kept.vectors.first { $0.key == key } }) { return known.vector }
        let vector = try TermEncoding(encoder: encoder(space), space: space, cancellation: cancellation)
            .vector(of: source)
        guard vector.values.allSatisfy(\.isFinite), vector.values.count == space.dimensions else {
            throw NearestError(
                .brokenModel, space.model, "gives a vector that cannot be compared with those of the index",
                remedy: "`nearest models` says whether the model on the disk is whole.")
        }
        kept.withLock { kept in
            kept.vectors.removeAll { $0.key == key }
            kept.vectors = kept.vectors.suffix(Self.mostVectors - 1) + [(key, vector)]
        }
        return vector
    }

    private static func key(of source: PreparedQuery.Source) -> VectorKey.Source {
        switch source {
        case .text(let text): .text(text)
        case .file(let file, _): .file(file.key, file.state)
        }
    }
}
