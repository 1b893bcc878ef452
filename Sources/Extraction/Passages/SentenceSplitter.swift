/// Where sentences begin and end.
///
/// Rules instead of a model: a terminator ends a sentence when what follows can begin one and what precedes is
/// neither an abbreviation, an initial nor the number of a list. Chinese and Japanese stops need no space behind
/// them. A blank line, a form feed and the bullet of a list end a sentence, too; a mere line break does not.
package enum SentenceSplitter {
    /// The sentences of `text` without the white space around them, in order, in Unicode scalars. Every scalar
    /// that is no white space is in exactly one of them.
    package static func sentences(in text: String) -> [Range<Int>] {
        let scalars = Array(text.unicodeScalars)
        return sentences(in: scalars, range: scalars.indices)
    }

    static func sentences(in scalars: [Unicode.Scalar], range: Range<Int>) -> [Range<Int>] {
        var scan = Scan(scalars: scalars, end: range.upperBound)
        return scan.sentences(from: range.lowerBound)
    }

    private struct Scan {
        let scalars: [Unicode.Scalar]
        let end: Int
        /// Where the sentence under way begins.
        var start = 0

        init(scalars: [Unicode.Scalar], end: Int) {
            self.scalars = scalars
            self.end = end
        }

        mutating func sentences(from first: Int) -> [Range<Int>] {
            var found: [Range<Int>] = []
            start = afterSpace(first)
            var index = start
            while index < end {
                guard let boundary = boundary(at: &index) else { continue }
                found.append(start..<boundary)
                start = afterSpace(index)
                index = start
            }
            if start < end { found.append(start..<beforeSpace(end)) }
            return found
        }

        /// Looks at `index` and moves it on.
        ///
        /// - Returns: the end of the sentence, when it ends here.
        private func boundary(at index: inout Int) -> Int? {
            let scalar = scalars[index]
            if scalar.endsLine {
                let lineEnd = index
                index = afterSpace(index)
                return index < end && breaksParagraph(lineEnd..<index) ? beforeSpace(lineEnd) : nil
            }
            guard scalar.isTerminator || scalar.isWideTerminator else {
                index += 1
                return nil
            }
            let stop = index
            var isWide = false
            while index < end, scalars[index].isTerminator || scalars[index].isWideTerminator {
                isWide = isWide || scalars[index].isWideTerminator
                index += 1
            }
            let stops = index - stop
            while index < end, scalars[index].isCloser { index += 1 }
            if isWide { return index }
            return endsSentence(stop: stop, stops: stops, behind: index) ? index : nil
        }

        /// White space that holds a blank line or a form feed, or that is followed by a bullet.
        private func breaksParagraph(_ space: Range<Int>) -> Bool {
            var lines = 0
            for index in space {
                if scalars[index].value == 0x0C || scalars[index].value == 0x2029 { return true }
                if scalars[index].endsLine { lines += 1 }
            }
            return lines > 1 || isBullet(at: space.upperBound)
        }

        private func isBullet(at index: Int) -> Bool {
            guard index + 1 < end, scalars[index + 1].isSpace else { return false }
            switch scalars[index] {
            case "-", "*", "+", "#", "•", "‣", "◦", "▪", "–": return true
            default: return false
            }
        }

        private func endsSentence(stop: Int, stops: Int, behind: Int) -> Bool {
            if behind == end { return true }
            guard scalars[behind].isSpace else { return false }
            let next = afterSpace(behind)
            if next == end { return true }
            if breaksParagraph(behind..<next) { return true }
            var word = next
            while word < end, scalars[word].isOpener { word += 1 }
            if word < end, scalars[word].isLower { return false }
            let isPlainStop = stops == 1 && scalars[stop] == "." && behind == stop + 1
            return !isPlainStop || !belongsToWord(stop: stop, next: word)
        }

        /// Whether the full stop at `stop` is part of the word before it.
        private func belongsToWord(stop: Int, next: Int) -> Bool {
            var begin = stop
            while begin > start, stop - begin < 24, scalars[begin - 1].isWordPart { begin -= 1 }
            if begin == stop { return false }
            if scalars[begin..<stop].allSatisfy(\.isDigit) { return begin == start && stop - begin <= 3 }
            let word = string(begin..<stop).lowercased()
            if stop - begin == 1 { return scalars[begin].isLetter && word != "i" }
            if Abbreviations.open.contains(word) { return true }
            let followsNumber = next < end && (scalars[next].isDigit || scalars[next] == "(")
            if Abbreviations.numbered.contains(word) {
                if followsNumber { return true }
                return word != "no" && word != "art" && word != "mar" && word != "sun" && !beginsSentence(at: next)
            }
            if Abbreviations.either.contains(word) || scalars[begin..<stop].contains(".") {
                return !beginsSentence(at: next)
            }
            return false
        }

        private func beginsSentence(at index: Int) -> Bool {
            var last = index
            while last < end, last - index < 16, scalars[last].isLetter { last += 1 }
            return Abbreviations.starters.contains(string(index..<last).lowercased())
        }

        private func string(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return String(view)
        }

        private func afterSpace(_ index: Int) -> Int {
            var index = index
            while index < end, scalars[index].isSpace { index += 1 }
            return index
        }

        private func beforeSpace(_ index: Int) -> Int {
            var index = index
            while index > start, scalars[index - 1].isSpace { index -= 1 }
            return index
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isTerminator: Bool {
        switch self {
        case ".", "!", "?", "…", "؟", "۔", "।", "॥", "։", "။", "።", "‼", "⁇", "⁈", "⁉": true
        default: false
        }
    }

    /// Stops of scripts that put no space behind them.
    fileprivate var isWideTerminator: Bool {
        switch self {
        case "。", "！", "？", "｡", "．": true
        default: false
        }
    }

    fileprivate var isCloser: Bool {
        switch self {
        case "\"", "'", ")", "]", "}", "”", "’", "»", "›", "」", "』", "）", "】", "》", "〉", "］": true
        default: false
        }
    }

    fileprivate var isOpener: Bool {
        switch self {
        case "\"", "'", "(", "[", "{", "“", "‘", "«", "‹", "„", "‚", "「", "『", "（", "【", "¿", "¡": true
        default: false
        }
    }

    fileprivate var isWordPart: Bool { isLetter || isDigit || self == "." }
}
