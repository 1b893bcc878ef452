/// NFC, NFD, NFKC or NFKD.
struct FormNormalizer: Normalizer {
    let form: NormalizationForm

    func normalize(_ text: inout NormalizedText) {
        // ASCII is in every form already.
        guard text.scalars.contains(where: { $0 >= 0x80 }) else { return }
        text.apply(form.edits(of: text.scalars))
    }
}
