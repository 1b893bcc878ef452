/// The cleaning of BERT (Devlin et al. 2018), in this order: controls dropped and white space made a space,
/// Chinese characters set apart by spaces, accents dropped, lower case.
struct BertNormalizer: Normalizer {
    let cleansText: Bool
    let setsIdeographsApart: Bool
    let stripsAccents: Bool
    let lowercases: Bool

    /// What becomes of each ASCII scalar.
    private let ascii: [UInt32]
    private static let dropped = UInt32.max

    /// - Parameter stripsAccents: nil for what `lowercases` says, as the original has it.
    init(cleansText: Bool, setsIdeographsApart: Bool, stripsAccents: Bool?, lowercases: Bool) {
        self.cleansText = cleansText
        self.setsIdeographsApart = setsIdeographsApart
        self.stripsAccents = stripsAccents ?? lowercases
        self.lowercases = lowercases
        ascii = (0..<128 as Range<UInt32>).map { scalar in
            let classes = CharacterTable.shared.classes(of: scalar)
            if cleansText && classes.contains(.unclean) { return Self.dropped }
            if cleansText && classes.contains(.whitespace) { return 0x20 }
            return lowercases && 0x41...0x5A ~= scalar ? scalar | 0x20 : scalar
        }
    }

    init(_ node: ConfigurationNode) throws {
        self.init(
            cleansText: try node.bool("clean_text", default: true),
            setsIdeographsApart: try node.bool("handle_chinese_chars", default: true),
            stripsAccents: try node.child("strip_accents")?.bool(),
            lowercases: try node.bool("lowercase", default: true))
    }

    func normalize(_ text: inout NormalizedText) {
        if !text.scalars.contains(where: { $0 >= 0x80 }) {
            normalizeASCII(&text)
        } else if !normalizeInOnePass(&text) {
            normalizeStepByStep(&text)
        }
    }

    private func normalizeASCII(_ text: inout NormalizedText) {
        ascii.withUnsafeBufferPointer { ascii in
            text.rewriteInPlace { scalars, origins in
                var kept = 0
                for index in 0..<scalars.count {
                    let scalar = ascii[Int(scalars[index] & 0x7F)]
                    scalars[kept] = scalar
                    origins[kept] = origins[index]
                    kept &+= scalar == Self.dropped ? 0 : 1
                }
                return kept
            }
        }
    }

    /// All steps at once, scalar by scalar. That is right as long as nothing is reordered that stays: false, and
    /// `text` as it was, when a mark with a combining class is found that is not dropped as an accent.
    private func normalizeInOnePass(_ text: inout NormalizedText) -> Bool {
        let table = CharacterTable.shared
        var scalars: [UInt32] = []
        var origins: [Int32] = []
        scalars.reserveCapacity(text.count + text.count / 4)
        origins.reserveCapacity(text.count + text.count / 4)
        var isRight = true
        for index in text.scalars.indices {
            var scalar = text.scalars[index]
            let origin = text.origins[index]
            func emit(_ scalar: UInt32) {
                scalars.append(scalar)
                origins.append(origin)
            }
            if scalar < 0x80 {
                scalar = ascii[Int(scalar)]
                if scalar != Self.dropped { emit(scalar) }
                continue
            }
            let classes = table.classes(of: scalar)
            if cleansText && classes.contains(.unclean) { continue }
            if cleansText && classes.contains(.whitespace) { scalar = 0x20 }
            let isApart = setsIdeographsApart && classes.contains(.ideograph)
            if isApart { emit(0x20) }
            if stripsAccents && !classes.isDisjoint(with: [.decomposes, .accent, .combines]) {
                table.decomposition(of: scalar, compatibly: false) { part in
                    let classes = table.classes(of: part)
                    if classes.contains(.accent) { return }
                    if classes.contains(.combines) { isRight = false }
                    if lowercases { table.lowercase(of: part, emit) } else { emit(part) }
                }
                if !isRight { return false }
            } else if lowercases {
                table.lowercase(of: scalar, emit)
            } else {
                emit(scalar)
            }
            if isApart { emit(0x20) }
        }
        text = NormalizedText(scalars: scalars, origins: origins)
        return true
    }

    private func normalizeStepByStep(_ text: inout NormalizedText) {
        let table = CharacterTable.shared
        if cleansText {
            text.filter { !table.classes(of: $0).contains(.unclean) }
            text.flatMap { scalar, emit in
                emit(table.classes(of: scalar).contains(.whitespace) ? 0x20 : scalar)
            }
        }
        if setsIdeographsApart {
            text.flatMap { scalar, emit in
                let isApart = table.classes(of: scalar).contains(.ideograph)
                if isApart { emit(0x20) }
                emit(scalar)
                if isApart { emit(0x20) }
            }
        }
        if stripsAccents {
            FormNormalizer(form: .nfd).normalize(&text)
            text.filter { !table.classes(of: $0).contains(.accent) }
        }
        if lowercases { LowercaseNormalizer().normalize(&text) }
    }
}
