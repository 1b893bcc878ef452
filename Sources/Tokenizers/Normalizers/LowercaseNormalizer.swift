/// Every scalar in lower case, by itself: a final sigma is a sigma.
struct LowercaseNormalizer: Normalizer {
    func normalize(_ text: inout NormalizedText) {
        let table = CharacterTable.shared
        text.flatMap { scalar, emit in table.lowercase(of: scalar, emit) }
    }
}
