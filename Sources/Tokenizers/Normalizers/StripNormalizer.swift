/// Drops white space at the ends.
struct StripNormalizer: Normalizer {
    let left: Bool
    let right: Bool

    func normalize(_ text: inout NormalizedText) {
        let table = CharacterTable.shared
        func isSpace(_ scalar: UInt32) -> Bool { table.classes(of: scalar).contains(.whitespace) }
        let start = left ? text.scalars.firstIndex { !isSpace($0) } ?? text.count : 0
        let end = right ? (text.scalars.lastIndex { !isSpace($0) } ?? -1) + 1 : text.count
        text.trim(to: start..<max(start, end))
    }
}
