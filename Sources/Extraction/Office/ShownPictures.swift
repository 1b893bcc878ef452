import NearestCore

/// The pictures that a document shows, each once, by the name of the member that holds it.
struct ShownPictures {
    struct Shown: Hashable {
        /// Where it is shown first.
        var page: Int?
        /// Alternative texts and captions, each once.
        var words: [String] = []
    }

    private(set) var byName: [String: Shown] = [:]

    /// - Parameter words: what the document says of it; blank ones do not count.
    mutating func add(_ name: String, page: Int?, words: [String?]) {
        var shown = byName[name] ?? Shown(page: page)
        for case let text? in words {
            let text = PlainTextLine.trimmed(text)
            if PictureWords.areMeaningful(text) && !shown.words.contains(text) { shown.words.append(text) }
        }
        byName[name] = shown
    }

    mutating func add(_ others: ShownPictures) {
        for (name, shown) in others.byName { add(name, page: shown.page, words: shown.words) }
    }
}
