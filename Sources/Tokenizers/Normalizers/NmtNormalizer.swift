/// The cleaning of SentencePiece's `nmt` rules: controls dropped, unusual white space made a space.
struct NmtNormalizer: Normalizer {
    func normalize(_ text: inout NormalizedText) {
        text.filter { !Self.isDropped($0) }
        text.flatMap { scalar, emit in emit(Self.isSpace(scalar) ? 0x20 : scalar) }
    }

    private static func isDropped(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: true
        default: false
        }
    }

    private static func isSpace(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD: true
        default: false
        }
    }
}
