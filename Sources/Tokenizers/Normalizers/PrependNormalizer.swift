/// Puts a string before a text that is not empty.
struct PrependNormalizer: Normalizer {
    let prefix: [UInt32]

    func normalize(_ text: inout NormalizedText) {
        guard let first = text.origins.first else { return }
        text = NormalizedText(
            scalars: prefix + text.scalars,
            origins: Array(repeating: first, count: prefix.count) + text.origins)
    }
}
