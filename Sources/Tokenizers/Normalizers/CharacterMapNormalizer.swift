/// SentencePiece's own normalisation: a table of sequences and what becomes of them, compiled into the model.
///
///     u32 LE n │ n bytes: a double-array trie of u32 LE units │ replacements, each ended by a NUL
///
/// The trie (Yata's darts-clone) leads from a sequence's UTF-8 to where its replacement begins.
struct CharacterMapNormalizer: Normalizer {
    private let units: [UInt32]
    private let replacements: [UInt8]

    /// In bytes; longer graphemes are replaced scalar by scalar.
    private static let longestGrapheme = 5

    /// - Throws: `NearestError(.brokenModel)` for a table that contradicts itself.
    init(_ node: ConfigurationNode) throws {
        let map = try node.required("precompiled_charsmap")
        guard let bytes = Base64Text.bytes(try map.utf8()), bytes.count >= 4 else {
            throw map.broken("is no table of characters")
        }
        func number(_ offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
        }
        let size = Int(number(0))
        guard size % 4 == 0, size <= bytes.count - 4, size > 0 else {
            throw map.broken("is no table of characters")
        }
        units = stride(from: 4, to: 4 + size, by: 4).map(number)
        replacements = Array(bytes[(4 + size)...])
        guard String(validating: replacements, as: UTF8.self) != nil else {
            throw map.broken("replaces characters by what is not UTF-8")
        }
    }

    func normalize(_ text: inout NormalizedText) {
        var edits: [NormalizedText.Edit] = []
        edits.reserveCapacity(text.count)
        var position = 0
        for character in RawText.string(of: text.scalars) {
            let count = character.unicodeScalars.count
            let grapheme = text.scalars[position..<position + count]
            position += count
            if character.utf8.count <= Self.longestGrapheme, let new = replacement(of: grapheme) {
                Self.replace(count, by: new, in: &edits)
                continue
            }
            for scalar in grapheme {
                if let new = replacement(of: CollectionOfOne(scalar)) {
                    Self.replace(1, by: new, in: &edits)
                } else {
                    edits.append(NormalizedText.Edit(scalar: scalar, change: 0))
                }
            }
        }
        text.apply(edits)
    }

    /// The edits for `count` scalars that become `new`. As in the reference, the difference is the last one's, and
    /// where nothing is left, that of the one before.
    private static func replace(_ count: Int, by new: [UInt32], in edits: inout [NormalizedText.Edit]) {
        edits += new.map { NormalizedText.Edit(scalar: $0, change: 0) }
        let difference = new.count - count
        if difference > 0 {
            for index in edits.indices.suffix(difference) { edits[index].change = 1 }
        } else if difference < 0, let last = edits.indices.last {
            edits[last].change += difference
        }
    }

    /// What becomes of the shortest known sequence that `scalars` begin with, which the reference takes for all
    /// of them; nil where there is none.
    private func replacement(of scalars: some Sequence<UInt32>) -> [UInt32]? {
        var node = Int(Self.offset(units[0]))
        for byte in UTF8Bytes.of(scalars) {
            if byte == 0 { return nil }
            node ^= Int(byte)
            guard node < units.count, units[node] & (1 << 31 | 0xFF) == UInt32(byte) else { return nil }
            let unit = units[node]
            node ^= Int(Self.offset(unit))
            guard node < units.count else { return nil }
            if unit >> 8 & 1 == 1 { return replacement(at: Int(units[node] & 0x7FFF_FFFF)) }
        }
        return nil
    }

    private static func offset(_ unit: UInt32) -> UInt32 { (unit >> 10) << ((unit & (1 << 9)) >> 6) }

    private func replacement(at start: Int) -> [UInt32]? {
        guard start < replacements.count else { return nil }
        let bytes = replacements[start...].prefix { $0 != 0 }
        return RawText.scalars(of: String(decoding: bytes, as: UTF8.self))
    }
}
