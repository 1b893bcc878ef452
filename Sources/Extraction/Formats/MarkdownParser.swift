/// Markdown, near enough to CommonMark to read it: headings, lists, fences and tables become blocks; marks, link
/// targets and inline HTML go; the words stay.
enum MarkdownParser {
    /// - Parameter utf8: valid UTF-8 with line feeds.
    static func parse(_ utf8: [UInt8]) -> StructuredText {
        let lines = utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        var state = State()
        var rest = lines[...]
        let front = FrontMatter(of: lines)
        if let front { rest = rest.dropFirst(front.lines) }
        for line in rest { state.add(line) }
        state.finish()
        state.document.title = front?.title ?? state.firstHeading
        return state.document
    }

    private struct State {
        var document = StructuredText()
        var firstHeading: String?
        private var paragraph: [UInt8] = []
        private var isItem = false
        private var isQuote = false
        private var lastWasItem = false
        private var fence: Fence?
        private var code: [UInt8] = []
        private var isInComment = false

        mutating func add(_ line: ArraySlice<UInt8>) {
            if let open = fence { return addCode(line, open) }
            var text = line.trimmedOfBlanks()
            let isQuoted = text.first == UInt8(ascii: ">")
            while text.first == UInt8(ascii: ">") { text = text.dropFirst().trimmedOfBlanks() }
            if isInComment {
                if text.contains(sequence: "-->") { isInComment = false }
                return
            }
            if text.starts(with: "<!--".utf8) {
                isInComment = !text.contains(sequence: "-->")
                return closeParagraph()
            }
            if let opened = Fence(opening: text) {
                closeParagraph()
                fence = opened
            } else if let heading = Self.heading(text) {
                closeParagraph()
                addHeading(heading)
            } else if !paragraph.isEmpty, !isItem, isQuoted == isQuote, Self.isUnderline(text) {
                let heading = paragraph[...]
                paragraph = []
                addHeading(heading)
            } else if text.isEmpty || Self.isRule(text) || Self.isTableRule(text) || Self.isDefinition(text) {
                closeParagraph()
            } else {
                addText(text)
                isQuote = isQuoted
            }
        }

        mutating func finish() {
            if fence != nil { closeCode() }
            closeParagraph()
        }

        private mutating func addText(_ text: ArraySlice<UInt8>) {
            let isTable = text.first == UInt8(ascii: "|")
            if let marker = Self.listMarker(text) {
                closeParagraph()
                isItem = true
                paragraph = Array(text.prefix(marker)) + Self.withoutCheckbox(text.dropFirst(marker))
            } else if isTable {
                closeParagraph()
                isItem = true
                let cells = text.split(separator: UInt8(ascii: "|")).map { $0.trimmedOfBlanks() }
                paragraph = Array(cells.joined(separator: " | ".utf8))
            } else {
                if !paragraph.isEmpty { paragraph.append(0x0A) }
                paragraph.append(contentsOf: text)
            }
        }

        private mutating func addHeading(_ text: ArraySlice<UInt8>) {
            let plain = MarkdownInline.plain(text)
            if firstHeading == nil, !plain.isEmpty { firstHeading = String(decoding: plain, as: UTF8.self) }
            document.append(plain, as: .heading)
            lastWasItem = false
        }

        private mutating func closeParagraph() {
            defer {
                paragraph = []
                isItem = false
            }
            if paragraph.isEmpty { return }
            let plain = MarkdownInline.plain(paragraph[...])
            document.append(plain, as: .prose, separator: isItem && lastWasItem ? "\n" : "\n\n")
            lastWasItem = isItem
        }

        private mutating func addCode(_ line: ArraySlice<UInt8>, _ open: Fence) {
            if open.isClosed(by: line.trimmedOfBlanks()) { return closeCode() }
            if !code.isEmpty { code.append(0x0A) }
            code.append(contentsOf: line)
        }

        private mutating func closeCode() {
            if !code.allSatisfy({ $0 <= 0x20 }) { document.append(code, as: .lines) }
            code = []
            fence = nil
            lastWasItem = false
        }

        // MARK: Lines

        private static func heading(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
            let level = text.prefix { $0 == UInt8(ascii: "#") }.count
            guard (1...6).contains(level) else { return nil }
            var rest = text.dropFirst(level)
            guard rest.isEmpty || rest.first == 0x20 || rest.first == 0x09 else { return nil }
            while rest.last == UInt8(ascii: "#") { rest = rest.dropLast() }
            return rest.trimmedOfBlanks()
        }

        /// `===` or `---` below a paragraph makes it a heading.
        private static func isUnderline(_ text: ArraySlice<UInt8>) -> Bool {
            guard let first = text.first, first == UInt8(ascii: "=") || first == UInt8(ascii: "-") else {
                return false
            }
            return text.count >= 2 && text.allSatisfy { $0 == first }
        }

        private static func isRule(_ text: ArraySlice<UInt8>) -> Bool {
            guard let first = text.first, "-*_".utf8.contains(first) else { return false }
            let marks = text.filter { $0 != 0x20 }
            return marks.count >= 3 && marks.allSatisfy { $0 == first }
        }

        private static func isTableRule(_ text: ArraySlice<UInt8>) -> Bool {
            text.contains(UInt8(ascii: "|")) && text.contains(UInt8(ascii: "-"))
                && text.allSatisfy { "|-: ".utf8.contains($0) }
        }

        /// `[name]: address`, which only says where a link leads.
        private static func isDefinition(_ text: ArraySlice<UInt8>) -> Bool {
            guard text.first == UInt8(ascii: "["), text.dropFirst().first != UInt8(ascii: "^"),
                let close = text.firstIndex(of: UInt8(ascii: "]"))
            else { return false }
            return text[(close + 1)...].first == UInt8(ascii: ":")
        }

        /// The length of a bullet or number with the blank behind it.
        private static func listMarker(_ text: ArraySlice<UInt8>) -> Int? {
            var rest = text.drop { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            let digits = text.count - rest.count
            guard let mark = rest.first, digits == 0 ? "-*+".utf8.contains(mark) : ".)".utf8.contains(mark),
                digits < 10
            else { return nil }
            rest = rest.dropFirst()
            return rest.first == 0x20 || rest.first == 0x09 ? digits + 2 : nil
        }

        private static func withoutCheckbox(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            let isBox = ["[ ] ", "[x] ", "[X] "].contains { text.starts(with: $0.utf8) }
            return isBox ? text.dropFirst(4) : text
        }
    }

    /// A line of three or more backticks or tildes, which opens a block of code.
    private struct Fence {
        let mark: UInt8
        let count: Int

        init?(opening text: ArraySlice<UInt8>) {
            guard let mark = text.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
            let count = text.prefix { $0 == mark }.count
            // Backticks further on make it a code span.
            guard count >= 3, mark != UInt8(ascii: "`") || !text.dropFirst(count).contains(mark) else { return nil }
            self.mark = mark
            self.count = count
        }

        func isClosed(by text: ArraySlice<UInt8>) -> Bool {
            text.count >= count && text.allSatisfy { $0 == mark }
        }
    }
}

extension ArraySlice<UInt8> {
    /// Without blanks, tabs and form feeds at both ends.
    func trimmedOfBlanks() -> ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first == 0x20 || first == 0x09 || first == 0x0C { slice = slice.dropFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 || last == 0x0C { slice = slice.dropLast() }
        return slice
    }

    func contains(sequence: String) -> Bool { contains(sequence: Array(sequence.utf8)) }

    func contains(sequence wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, count >= wanted.count else { return wanted.isEmpty }
        return indices.dropLast(wanted.count - 1).contains { self[$0] == first && self[$0...].starts(with: wanted) }
    }
}
