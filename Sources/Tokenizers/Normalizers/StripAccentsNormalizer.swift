/// Drops every mark; letters that carry theirs inside are left, unless a decomposition stands before this.
struct StripAccentsNormalizer: Normalizer {
    func normalize(_ text: inout NormalizedText) {
        let table = CharacterTable.shared
        text.filter { !table.classes(of: $0).contains(.mark) }
    }
}
