import NearestCore

/// Which spaces take a query.
///
/// Those that take each of its terms as it is always do. Where none of them learned what it compares, where other terms
/// are words, and where somebody asked for a model by name, the words that stand for a picture, a recording or a film
/// do in spaces that take words.
struct SpaceChoice {
    let terms: [PreparedQuery.Term]
    let isFormula: Bool
    let areNamed: Bool

    private(set) var spaces: [Space] = []
    private(set) var notes: [String] = []

    init(terms: [PreparedQuery.Term], isFormula: Bool, areNamed: Bool) {
        self.terms = terms
        self.isFormula = isFormula
        self.areNamed = areNamed
    }

    /// Leaves `spaces` empty, with a note, where words were typed and nothing that is indexed has any.
    ///
    /// - Throws: `NearestError` when no space is left otherwise; `CancellationError`.
    mutating func choose(among all: [Space], _ cancellation: Cancellation) throws {
        let taking = all.filter { space in terms.allSatisfy { Intake(of: $0.source, by: space) != nil } }
        let native = taking.filter { space in
            terms.allSatisfy { Intake(of: $0.source, by: space) == .native }
        }
        var chosen = native
        var failure: NearestError?
        if mayStandIn(beside: native) {
            do {
                let wordy = try standingIn(taking.filter { !native.contains($0) }, beside: native)
                    .filter { try hasWords(for: $0, cancellation) }
                chosen += wordy
                try noteStandingIn(of: wordy, cancellation)
            } catch let error as NearestError {
                // Its pixels may do where its words cannot be read.
                failure = error
                if !native.isEmpty { notes.append("Words that stand for it are left out: \(error)") }
            }
        }
        if chosen.isEmpty, isSearchForWords(among: all) {
            notes.append(Self.nothingHasWords)
            return
        }
        let weighed = weighable(chosen)
        if weighed.isEmpty { throw failure ?? refusal(among: all, unweighed: chosen) }
        spaces = all.filter(weighed.contains)
        noteLeftOut(of: all)
    }

    /// The files that words may have to stand for.
    private var media: [QueryFile] {
        terms.compactMap { term in
            if case .file(let file, let modality) = term.source, modality != .text { file } else { nil }
        }
    }

    private func mayStandIn(beside native: [Space]) -> Bool {
        if areNamed || native.allSatisfy(\.isPlain) { return true }
        return !media.isEmpty && terms.contains { $0.source.modality == .text }
    }

    /// Models for text, where there are any; the text towers of models for pictures read few words.
    private func standingIn(_ spaces: [Space], beside native: [Space]) -> [Space] {
        if areNamed { return spaces }
        let forText = spaces.filter(\.isForText)
        return forText.isEmpty && !native.contains(where: \.isForText) ? spaces : forText
    }

    /// Whether there are words of each file that the space takes by its words.
    private func hasWords(for space: Space, _ cancellation: Cancellation) throws -> Bool {
        try media.allSatisfy { file in
            try !isStoodFor(file, in: space) || !file.evidence(cancellation).isEmpty
        }
    }

    private func isStoodFor(_ file: QueryFile, in space: Space) -> Bool {
        terms.contains { term in
            guard case .file(let other, _) = term.source, other === file else { return false }
            return Intake(of: term.source, by: space) == .words
        }
    }

    private static let nothingHasWords =
        "Nothing in this corpus has words, neither of its own nor beside it, so no words find it."

    /// Whether words were typed into an index that has none: a question that has an answer, which is nothing.
    private func isSearchForWords(among all: [Space]) -> Bool {
        guard !areNamed, !isFormula, !all.isEmpty, !all.allSatisfy(\.isImported) else { return false }
        return terms.allSatisfy { if case .text = $0.source { true } else { false } }
    }

    private mutating func noteStandingIn(of spaces: [Space], _ cancellation: Cancellation) throws {
        for file in media {
            let unseen = spaces.filter { isStoodFor(file, in: $0) }
            if unseen.isEmpty { continue }
            let kinds = try file.evidence(cancellation).map(\.rawValue).joined(separator: ", ")
            let note =
                "\(unseen.map(\.model).joined(separator: ", ")): the words found with \(QueryTerm.name(file.typed)) "
                + "(\(kinds)) stand for it."
            if !notes.contains(note) { notes.append(note) }
        }
    }

    /// What compares by distance needs a mean, and weights that cancel each other have none.
    private func weighable(_ spaces: [Space]) -> [Space] {
        isFormula && WeightedSum.cancels(terms.map(\.weight)) ? spaces.filter { $0.metric != .l2 } : spaces
    }

    private mutating func noteLeftOut(of all: [Space]) {
        for space in all where areNamed && !spaces.contains(space) {
            notes.append("\(space.model) is left out: \(reason(space))")
        }
    }

    private func reason(_ space: Space) -> String {
        if space.isImported { return "its vectors were imported, so no model here makes one of a query." }
        let untaken = terms.first { Intake(of: $0.source, by: space) == nil }
        if let untaken { return "it takes no \(Self.name(untaken.source))." }
        if !weighable([space]).isEmpty { return "no words were found that stand for the file." }
        return "the weights cancel each other, and it needs a mean."
    }

    // MARK: Refusals

    private func refusal(among all: [Space], unweighed: [Space]) -> NearestError {
        if all.isEmpty {
            return NearestError(
                .noIndex, nil, "nothing in this corpus has been embedded yet",
                remedy: "Run `nearest index` on it; `nearest status` says what it holds.")
        }
        if let space = unweighed.first { return WeightedSum.weightless(in: space) }
        if all.allSatisfy(\.isImported), let space = all.first { return NearestError(unencodable: space) }
        if media.isEmpty { return wordless(all) }
        return unseen(all)
    }

    private func wordless(_ all: [Space]) -> NearestError {
        if areNamed, all.count == 1, let space = all.first { return NearestError(wordless: space) }
        return NearestError(
            .invalidArgument, nil, "no model of this index takes words",
            remedy: "Add one with `nearest index`, which has a model for text.")
    }

    /// The one media file, or the first of several, and why nothing takes it.
    private func unseen(_ all: [Space]) -> NearestError {
        let alone = terms.first { $0.source.modality != .text }
        guard let source = alone?.source, case .file(let file, let modality) = source else { return wordless(all) }
        let name = QueryTerm.name(file.typed)
        let models = areNamed ? all.map(\.model).joined(separator: ", ") : "this index"
        let isTaken = all.contains { Intake(of: source, by: $0) == .native }
        if isTaken {
            return NearestError(
                .invalidArgument, nil, "no model of \(models) takes all terms of the formula",
                remedy: "openai/clip-vit-base-patch32 takes pictures and words: `nearest index --model ID`.")
        }
        let words = all.contains(where: \.takesWords) ? ", and no words were found in it or beside it" : ""
        let subject =
            areNamed ? "\(models) takes no \(Self.name(source))" : "no model here takes \(Self.name(source))s"
        return NearestError(.invalidArgument, name, subject + words, remedy: Self.remedy(modality))
    }

    private static func name(_ source: PreparedQuery.Source) -> String {
        switch source {
        case .text: "words"
        case .file(_, .text): "document"
        case .file(_, .image): "picture"
        case .file(_, .audio): "recording"
        case .file(_, .video): "film"
        }
    }

    /// The models that the library knows best.
    private static func remedy(_ modality: Modality) -> String {
        let model =
            switch modality {
            case .audio: "openai/whisper-base"
            case .video: "deepmind/multimodal-perceiver"
            case .image, .text: "openai/clip-vit-base-patch32"
            }
        return
            "Add a model for it with `nearest models pull \(model)` and `nearest index --model \(model)`, or write "
            + "what it shows or says into a .txt file beside it."
    }
}
