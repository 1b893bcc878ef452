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
            if Self.isMeaningful(text) && !shown.words.contains(text) { shown.words.append(text) }
        }
        byName[name] = shown
    }

    /// Programs put a file's name or a word such as "Picture 3" where nobody wrote anything.
    private static func isMeaningful(_ text: String) -> Bool {
        let words = text.lowercased().split(separator: " ")
        guard let first = words.first else { return false }
        let isNumbered = words.dropFirst().allSatisfy { $0.allSatisfy(\.isNumber) }
        if isNumbered && ["picture", "image", "graphic", "grafik", "bild", "graphics"].contains(first) {
            return false
        }
        return words.count > 1 || FileKind(of: CorpusPath(text), head: []) != .image
    }

    mutating func add(_ others: ShownPictures) {
        for (name, shown) in others.byName { add(name, page: shown.page, words: shown.words) }
    }
}
