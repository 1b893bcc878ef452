/// The words of an SVG: its title, its descriptions, and the texts that it draws.
final class DrawingWords: MarkupScanner.Listener {
    private(set) var title: String?
    private(set) var descriptions: [String] = []
    /// What stands in the drawing itself, in the order of the file.
    private(set) var labels: [String] = []
    private var open: [String] = []
    private var text: [UInt8] = []
    private static let greatestText = 1 << 16

    /// - Parameter bytes: an SVG that is not compressed.
    static func read(_ bytes: [UInt8]) -> DrawingWords {
        let words = DrawingWords()
        MarkupScanner.scan(bytes, words)
        return words
    }

    func start(_ name: MarkupName, _ attributes: [(name: MarkupName, value: String)]) {
        if open.count == 1 << 12 { return }
        if ["title", "desc", "text"].contains(name.name), !isInside { text = [] }
        open.append(name.name)
    }

    func end(_ name: MarkupName) {
        guard open.last == name.name else { return }
        open.removeLast()
        if isInside {
            // Lines and pieces of one text.
            if name.name == "tspan" { text.append(0x20) }
            return
        }
        let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        guard ["title", "desc", "text"].contains(name.name) else { return }
        text = []
        if words.isEmpty { return }
        switch name.name {
        case "title" where title == nil: title = words
        case "text": labels.append(words)
        default: descriptions.append(words)
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        if isInside, text.count < Self.greatestText { text.append(contentsOf: bytes) }
    }

    private var isInside: Bool { open.contains { $0 == "title" || $0 == "desc" || $0 == "text" } }
}
