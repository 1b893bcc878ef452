/// Cuts blocks into units that each fit into a passage: sentences or lines first, then clauses, words, characters.
struct UnitCutter {
    private let budget: PassageBudget
    private let isHeading: Bool
    private let text: [UInt8]
    /// The block decoded, and where each scalar begins in `text`, with the end behind the last.
    private var scalars: [Unicode.Scalar] = []
    private var offsets: [Int] = []
    private let firstScalar: Int
    private var units: [PassageUnit] = []

    /// - Parameter firstScalar: the index of the block's first scalar in the document.
    private init(_ text: [UInt8], range: Range<Int>, firstScalar: Int, isHeading: Bool, budget: PassageBudget) {
        self.text = text
        self.firstScalar = firstScalar
        self.isHeading = isHeading
        self.budget = budget
        decode(range)
    }

    /// The units of a stretch of `text`.
    ///
    /// - Returns: the units, and how many scalars the stretch has.
    static func units(
        in range: Range<Int>, of text: [UInt8], kind: TextBlock.Kind, firstScalar: Int, budget: PassageBudget
    ) -> (units: [PassageUnit], scalars: Int) {
        var cutter = UnitCutter(
            text, range: range, firstScalar: firstScalar, isHeading: kind == .heading, budget: budget)
        let whole = cutter.scalars.indices
        let parts =
            kind == .lines ? cutter.lines(in: whole) : SentenceSplitter.sentences(in: cutter.scalars, range: whole)
        for part in parts { cutter.cut(part, from: .sentence) }
        return (cutter.units, cutter.scalars.count)
    }

    private enum Level {
        case sentence
        case clause
        case word

        var next: Level? {
            switch self {
            case .sentence: .clause
            case .clause: .word
            case .word: nil
            }
        }
    }

    private mutating func decode(_ range: Range<Int>) {
        scalars.reserveCapacity(range.count)
        offsets.reserveCapacity(range.count + 1)
        var index = range.lowerBound
        while index < range.upperBound {
            offsets.append(index)
            let (scalar, length) = text.scalar(at: index, before: range.upperBound)
            scalars.append(scalar)
            index += length
        }
        offsets.append(index)
    }

    /// Adds `part`, in pieces where it is too long for one unit.
    private mutating func cut(_ part: Range<Int>, from level: Level) {
        let tokens = part.count <= budget.scalars ? tokenCount(part) : Int.max
        if tokens <= budget.tokens { return add(part, tokens) }
        switch level.next {
        case .clause: for clause in clauses(in: part) { cut(clause, from: .clause) }
        case .word: for word in words(in: part) { cut(word, from: .word) }
        default: cutCharacters(part)
        }
    }

    /// Adds a word without any break in pieces of whole characters. Short pieces let the packing fill a passage
    /// well; pieces that are still too long are halved.
    private mutating func cutCharacters(_ part: Range<Int>) {
        var pieces: [Range<Int>] = []
        var begin = part.lowerBound
        while begin < part.upperBound {
            let end = characterBoundary(
                near: begin + max(1, min(16, budget.tokens / 4)), in: begin..<part.upperBound)
            pieces.append(begin..<end)
            begin = end
        }
        pieces.reverse()
        while let piece = pieces.popLast() {
            let tokens = tokenCount(piece)
            let middle = characterBoundary(near: piece.lowerBound + max(1, piece.count / 2), in: piece)
            if tokens <= budget.tokens || middle == piece.upperBound {
                add(piece, tokens)
            } else {
                pieces.append(middle..<piece.upperBound)
                pieces.append(piece.lowerBound..<middle)
            }
        }
    }

    /// The nearest index at or behind `index` that parts no mark from its letter; after 32 marks any will do.
    private func characterBoundary(near index: Int, in range: Range<Int>) -> Int {
        var index = index
        let furthest = min(index + 32, range.upperBound)
        while index < furthest {
            let joins = scalars[index].extendsCharacter || scalars[index - 1].value == 0x200D
            if !joins { break }
            index += 1
        }
        return min(index, range.upperBound)
    }

    private mutating func add(_ part: Range<Int>, _ tokens: Int) {
        units.append(
            PassageUnit(
                bytes: offsets[part.lowerBound]..<offsets[part.upperBound],
                scalars: firstScalar + part.lowerBound..<firstScalar + part.upperBound,
                tokens: tokens, isHeading: isHeading))
    }

    private func tokenCount(_ part: Range<Int>) -> Int {
        let bytes = text[offsets[part.lowerBound]..<offsets[part.upperBound]]
        return budget.counter.tokenCount(of: String(decoding: bytes, as: UTF8.self))
    }

    // MARK: Breaks

    private func lines(in range: Range<Int>) -> [Range<Int>] {
        split(range) { scalars[$0].endsLine }
    }

    private func clauses(in range: Range<Int>) -> [Range<Int>] {
        split(range) { index in
            if scalars[index].endsLine { return true }
            switch scalars[index] {
            case "、", "，", "；", "：", "،", "؛": return true
            case ",", ";", ":", "–", "—": return index + 1 < range.upperBound && scalars[index + 1].isSpace
            default: return false
            }
        }
    }

    private func words(in range: Range<Int>) -> [Range<Int>] {
        split(range) { scalars[$0].isSpace }
    }

    /// Breaks behind every index that `ends` names; the parts are without white space around them.
    private func split(_ range: Range<Int>, behind ends: (Int) -> Bool) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var begin = range.lowerBound
        for index in range where ends(index) {
            if let part = trimmed(begin..<index + 1) { parts.append(part) }
            begin = index + 1
        }
        if let part = trimmed(begin..<range.upperBound) { parts.append(part) }
        return parts
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int>? {
        var (begin, end) = (range.lowerBound, range.upperBound)
        while begin < end, scalars[begin].isSpace { begin += 1 }
        while begin < end, scalars[end - 1].isSpace { end -= 1 }
        return begin < end ? begin..<end : nil
    }
}
