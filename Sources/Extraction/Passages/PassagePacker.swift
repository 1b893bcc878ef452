import NearestCore

/// Packs units into passages, each as full as its surroundings allow.
struct PassagePacker {
    private(set) var passages: [Segment] = []
    private let text: [UInt8]
    private let budget: PassageBudget
    /// The passage under way. The first `repeated` units end the passage before it.
    private var units: [PassageUnit] = []
    private var repeated = 0
    private var tokens = 0
    private var page: Int?
    private var evidence = Evidence.content

    init(_ text: [UInt8], budget: PassageBudget) {
        self.text = text
        self.budget = budget
    }

    /// Adds the units of one block.
    mutating func add(_ block: [PassageUnit], of kind: TextBlock) {
        if block.isEmpty { return }
        if kind.page != page || kind.evidence != evidence {
            finish()
            page = kind.page
            evidence = kind.evidence
        }
        if kind.kind == .heading {
            beginSection(whenOver: budget.worthEndingAtHeading)
        } else if kind.startsSection {
            beginSection(whenOver: budget.worthEndingAtParagraph)
        } else {
            keepWhole(block)
        }
        for unit in block { append(unit) }
    }

    /// Ends the last passage.
    mutating func finish() {
        while units.count > repeated { emit(carriesHeadings: false, repeats: false) }
        units = []
        repeated = 0
        tokens = 0
    }

    /// Ends the passage if it is worth it. Nothing is repeated across a heading.
    private mutating func beginSection(whenOver least: Int) {
        let fresh = units[repeated...]
        let isWorthIt = fresh.reduce(0) { $0 + $1.tokens } >= least && fresh.contains { !$0.isHeading }
        if isWorthIt { emit(carriesHeadings: true, repeats: false) }
        if units.count == repeated { forgetRepeated() }
    }

    /// Ends the passage if a block does not fit into it, fits into one of its own, and the passage is full enough.
    private mutating func keepWhole(_ block: [PassageUnit]) {
        let needed = block.reduce(0) { $0 + $1.tokens }
        let fresh = units[repeated...].reduce(0) { $0 + $1.tokens }
        if tokens + needed > budget.tokens, needed <= budget.tokens, fresh >= budget.worthEndingAtParagraph {
            emit(carriesHeadings: true, repeats: true)
        }
    }

    private mutating func append(_ unit: PassageUnit) {
        while let first = units.first {
            let fits = tokens + unit.tokens <= budget.tokens
            if fits && unit.scalars.upperBound - first.scalars.lowerBound <= budget.scalars { break }
            if units.count > repeated {
                emit(carriesHeadings: !unit.isHeading, repeats: !unit.isHeading)
            } else {
                forgetRepeated()
            }
        }
        units.append(unit)
        tokens += unit.tokens
    }

    private mutating func forgetRepeated() {
        units.removeFirst(repeated)
        repeated = 0
        tokens = units.reduce(0) { $0 + $1.tokens }
    }

    /// Turns the units under way into a passage. What does not belong into it begins the next one.
    ///
    /// - Parameters:
    ///   - carriesHeadings: a heading at the end goes with what it is the heading of.
    ///   - repeats: the next passage begins with the end of this one.
    private mutating func emit(carriesHeadings: Bool, repeats: Bool) {
        var count = units.count
        if carriesHeadings {
            while count > repeated, units[count - 1].isHeading { count -= 1 }
            if count == repeated { count = units.count }
        }
        fit(&count)
        guard let first = units.first, count > 0 else { return }
        let last = units[count - 1]
        let range = first.scalars.lowerBound..<last.scalars.upperBound
        let content = string(first.bytes.lowerBound..<last.bytes.upperBound)
        passages.append(
            Segment(modality: .text, evidence: evidence, place: .text(page: page, range: range), text: content))
        let rest = units[count...]
        let tail = repeats && rest.first?.isHeading != true ? tail(of: units[..<count]) : []
        units = tail + rest
        repeated = tail.count
        tokens = units.reduce(0) { $0 + $1.tokens }
    }

    /// Lessens `count` until the first `count` units fit: tokens of a whole can be more than those of its parts.
    private mutating func fit(_ count: inout Int) {
        while let first = units.first, count > 0 {
            let whole = string(first.bytes.lowerBound..<units[count - 1].bytes.upperBound)
            if budget.counter.tokenCount(of: whole) <= budget.tokens { return }
            if repeated > 0 {
                count -= repeated
                forgetRepeated()
            } else if count > 1 {
                count -= 1
            } else if !halveFirst() {
                return
            }
        }
    }

    private mutating func halveFirst() -> Bool {
        let unit = units[0]
        let bytes = unit.bytes
        let middle = text.scalarBoundary(
            atOrAfter: bytes.lowerBound + (bytes.count + 1) / 2, before: bytes.upperBound)
        if middle >= bytes.upperBound { return false }
        let scalars = unit.scalars.lowerBound + text.scalarCount(in: bytes.lowerBound..<middle)
        let halves = [
            (bytes.lowerBound..<middle, unit.scalars.lowerBound..<scalars),
            (middle..<bytes.upperBound, scalars..<unit.scalars.upperBound),
        ].map { bytes, scalars in
            let tokens = budget.counter.tokenCount(of: string(bytes))
            return PassageUnit(bytes: bytes, scalars: scalars, tokens: tokens, isHeading: unit.isHeading)
        }
        units.replaceSubrange(0..<1, with: halves)
        return true
    }

    /// The last units of a passage that the next one repeats: no heading, and never all of them.
    private func tail(of passage: ArraySlice<PassageUnit>) -> [PassageUnit] {
        var begin = passage.endIndex
        var tokens = 0
        while begin > passage.startIndex + 1, !passage[begin - 1].isHeading {
            tokens += passage[begin - 1].tokens
            if tokens > budget.overlap { break }
            begin -= 1
        }
        return Array(passage[begin...])
    }

    private func string(_ range: Range<Int>) -> String {
        String(decoding: text[range], as: UTF8.self)
    }
}
