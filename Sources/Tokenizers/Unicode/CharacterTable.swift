/// The tables of `UnicodeTables` in the shape that a loop over scalars can afford.
///
/// Classes are two steps away: `index` names the page of 256 scalars, and equal pages are stored once.
///
///     scalar   │ bits 8…20 │ bits 0…7 │
///                    │          └──────────┐
///     index    [page number of each 256]   │
///                    └── × 256 ────────── + ──→ pages [CharacterClass]
struct CharacterTable: Sendable {
    static let shared = CharacterTable()

    private let index: [UInt16]
    private let pages: [UInt16]

    private init() {
        var classes = [UInt16](repeating: 0, count: 0x110000)
        let runs = UnicodeTables.classRuns
        for (position, run) in runs.enumerated() {
            let flags = UInt16(run & 0xFF)
            if flags == 0 { continue }
            let end = position + 1 < runs.count ? Int(runs[position + 1] >> 8) : classes.count
            for scalar in Int(run >> 8)..<end { classes[scalar] = flags }
        }
        func mark(_ scalars: some Sequence<UInt32>, _ added: CharacterClass) {
            for scalar in scalars { classes[Int(scalar)] |= added.rawValue }
        }
        mark(UnicodeTables.lowercaseKeys, .hasLowercase)
        mark(CollectionOfOne(Self.dottedCapitalI), .hasLowercase)
        mark(UnicodeTables.canonicalKeys, .decomposes)
        mark(Hangul.syllables, .decomposes)
        mark(UnicodeTables.compatibleKeys, .decomposesCompatibly)
        mark(UnicodeTables.combiningClasses.lazy.map { $0 >> 8 }, .combines)
        (index, pages) = Self.paged(classes)
    }

    private static func paged(_ classes: [UInt16]) -> (index: [UInt16], pages: [UInt16]) {
        var known: [ArraySlice<UInt16>: UInt16] = [:]
        var index: [UInt16] = []
        var pages: [UInt16] = []
        for start in stride(from: 0, to: classes.count, by: 256) {
            let page = classes[start..<start + 256]
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

    /// - Precondition: `scalar` is below 0x110000, as every scalar of a `String` is.
    @inline(__always)
    func classes(of scalar: UInt32) -> CharacterClass {
        CharacterClass(rawValue: pages[Int(index[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)])
    }

    /// İ, the one scalar whose lower case has two: i and a dot above.
    static let dottedCapitalI: UInt32 = 0x130
    static let dotAbove: UInt32 = 0x307

    /// Calls `body` with each scalar of the lower case of `scalar`, whatever stands around it.
    @inline(__always)
    func lowercase(of scalar: UInt32, _ body: (UInt32) -> Void) {
        if scalar < 0x80 {
            body(scalar &- 0x41 < 26 ? scalar | 0x20 : scalar)
        } else if !classes(of: scalar).contains(.hasLowercase) {
            body(scalar)
        } else if scalar == Self.dottedCapitalI {
            body(0x69)
            body(Self.dotAbove)
        } else {
            body(
                Self.position(of: scalar, in: UnicodeTables.lowercaseKeys)
                    .map { UnicodeTables.lowercaseValues[$0] } ?? scalar)
        }
    }

    /// Calls `body` with each scalar of the full decomposition of `scalar`, before any reordering.
    func decomposition(of scalar: UInt32, compatibly: Bool, _ body: (UInt32) -> Void) {
        let classes = classes(of: scalar)
        if compatibly, classes.contains(.decomposesCompatibly),
            let position = Self.position(of: scalar, in: UnicodeTables.compatibleKeys)
        {
            let start = position == 0 ? 0 : Int(UnicodeTables.compatibleEnds[position - 1])
            for part in start..<Int(UnicodeTables.compatibleEnds[position]) {
                body(UnicodeTables.compatiblePool[part])
            }
        } else if !classes.contains(.decomposes) {
            body(scalar)
        } else if let position = Self.position(of: scalar, in: UnicodeTables.canonicalKeys) {
            let start = position == 0 ? 0 : Int(UnicodeTables.canonicalEnds[position - 1])
            for part in start..<Int(UnicodeTables.canonicalEnds[position]) {
                body(UnicodeTables.canonicalPool[part])
            }
        } else {
            Hangul.decompose(scalar, body)
        }
    }

    /// The canonical combining class of `scalar`.
    func combiningClass(of scalar: UInt32) -> UInt8 {
        guard scalar >= 0x300, classes(of: scalar).contains(.combines) else { return 0 }
        let table = UnicodeTables.combiningClasses
        let position = table.partitioningIndex { $0 >> 8 >= scalar }
        return position < table.count ? UInt8(table[position] & 0xFF) : 0
    }

    /// What `first` and `second` compose to; nil where they stay two.
    func composition(of first: UInt32, _ second: UInt32) -> UInt32? {
        if let syllable = Hangul.compose(first, second) { return syllable }
        let key = UInt64(first) << 32 | UInt64(second)
        return Self.position(of: key, in: UnicodeTables.compositionKeys).map { UnicodeTables.compositionValues[$0] }
    }

    private static func position<Key: Comparable>(of key: Key, in keys: [Key]) -> Int? {
        let position = keys.partitioningIndex { $0 >= key }
        return position < keys.count && keys[position] == key ? position : nil
    }
}

extension Array {
    /// The first index whose element satisfies `belongs`, in an array where all that do stand at the end.
    func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
