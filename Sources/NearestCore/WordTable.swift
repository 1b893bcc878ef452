/// `WordTables` in the shape that a loop over scalars can afford.
///
/// Each scalar below 0x30000 has an entry of 32 bits, in pages of 256 of which equal ones are stored once:
///
///     entry   │ kind (bits 28…31) │ scalar that it becomes, or its place in `expansions` (bits 0…27) │
struct WordTable: Sendable {
    /// The numbers are those of scripts/make-word-tables.
    enum Kind: UInt8 {
        /// No part of a word: it ends the one before it.
        case separator
        /// Part of a word as it stands.
        case letter
        /// Neither part of a word nor the end of one: an accent, a soft hyphen.
        case dropped
        /// A Chinese or Japanese character: a word of its own.
        case alone
        /// A combining voicing mark of kana, which joins the character before it.
        case voicing
        /// Part of a word as another scalar.
        case folded
        /// A word of its own as another scalar.
        case aloneFolded
        /// Part of a word as several scalars, and the end of one where a space is among them.
        case expanded
    }

    static let shared = WordTable()

    private let index: [UInt16]
    private let pages: [UInt32]
    private let expansions: [[UInt32]]

    private init() {
        var entries = [UInt32](repeating: 0, count: 0x30000)
        let runs = WordTables.kindRuns
        for (position, run) in runs.enumerated() {
            let end = position + 1 < runs.count ? Int(runs[position + 1] >> 8) : entries.count
            let kind = (run & 0xFF) << 28
            for scalar in Int(run >> 8)..<end { entries[scalar] = kind | UInt32(scalar) }
        }
        let rows = WordTables.foldingRuns
        for row in stride(from: 0, to: rows.count, by: 5) {
            for number in 0..<rows[row + 1] {
                let scalar = Int(rows[row] + number * rows[row + 2])
                entries[scalar] = entries[scalar] & ~Self.valueMask | (rows[row + 3] + number * rows[row + 4])
            }
        }
        var expansions: [[UInt32]] = []
        var place = 0
        while place < WordTables.expansions.count {
            let scalar = Int(WordTables.expansions[place])
            let end = place + 2 + Int(WordTables.expansions[place + 1])
            entries[scalar] = entries[scalar] & ~Self.valueMask | UInt32(expansions.count)
            expansions.append(Array(WordTables.expansions[place + 2..<end]))
            place = end
        }
        self.expansions = expansions
        (index, pages) = Self.paged(entries)
    }

    private static let valueMask: UInt32 = 0x0FFF_FFFF

    /// Entries of scalars that stand for themselves differ from page to page, so they are stored as 0.
    private static func paged(_ entries: [UInt32]) -> (index: [UInt16], pages: [UInt32]) {
        var known: [[UInt32]: UInt16] = [:]
        var index: [UInt16] = []
        var pages: [UInt32] = []
        for start in stride(from: 0, to: entries.count, by: 256) {
            var page = Array(entries[start..<start + 256])
            for place in page.indices where page[place] & valueMask == UInt32(start + place) {
                page[place] &= ~valueMask
            }
            if let number = known[page] {
                index.append(number)
            } else {
                let number = UInt16(pages.count / 256)
                known[page] = number
                index.append(number)
                pages.append(contentsOf: page)
            }
        }
        return (index, pages)
    }

    /// What a scalar is to a word.
    ///
    /// - Returns: its kind, and the scalar that stands for it or, for `.expanded`, the number of its expansion.
    @inline(__always)
    func entry(of scalar: UInt32) -> (kind: Kind, value: UInt32) {
        // Beyond lie more ideographs, tags and variation selectors, and private use.
        guard scalar < 0x30000 else { return (scalar < 0x3_FFFE ? .alone : .separator, scalar) }
        let entry = pages[Int(index[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)]
        let kind = Kind(rawValue: UInt8(truncatingIfNeeded: entry >> 28)) ?? .separator
        let value = entry & Self.valueMask
        return (kind, value == 0 && kind != .expanded ? scalar : value)
    }

    func expansion(_ number: UInt32) -> [UInt32] {
        expansions[Int(number)]
    }

    /// The kana that a kana and a voicing mark make together.
    func voiced(_ kana: UInt32, _ mark: UInt32) -> UInt32? {
        // The half-width marks mean the same.
        let mark = mark >= 0xFF9E ? mark - 0xFF9E + 0x3099 : mark
        let rows = WordTables.voicedKana
        for row in stride(from: 0, to: rows.count, by: 3) where rows[row] == kana && rows[row + 1] == mark {
            return rows[row + 2]
        }
        return nil
    }
}
