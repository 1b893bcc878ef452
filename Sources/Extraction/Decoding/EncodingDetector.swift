/// Guesses the encoding of text that has bytes above 0x7F and no byte order mark.
///
/// UTF-8 is recognised by its form, which other encodings hit by accident only in a few bytes. The older ones are
/// tried one by one: each reads a sample, and the reading that looks most like a language wins.
enum EncodingDetector {
    /// How much of a text is looked at.
    static let sampleSize = 1 << 16

    private static let candidates: [CharacterEncoding] = [
        .windows1252, .shiftJIS, .eucJapanese, .gb18030, .big5, .korean, .koi8, .windows1251, .windows1253,
        .windows1250,
    ]

    static func detect(_ sample: ArraySlice<UInt8>) -> CharacterEncoding {
        if looksLikeUTF8(sample) { return .utf8 }
        var best = CharacterEncoding.windows1252
        var bestScore = -Double.infinity
        for candidate in candidates {
            guard let score = score(sample, as: candidate), score > bestScore + 0.001 else { continue }
            best = candidate
            bestScore = score
        }
        return best
    }

    /// True also for UTF-8 with a little damage: it is repaired instead of taken for something else.
    private static func looksLikeUTF8(_ sample: ArraySlice<UInt8>) -> Bool {
        var valid = 0
        var invalid = 0
        var index = sample.startIndex
        while index < sample.endIndex {
            let byte = sample[index]
            index += 1
            if byte < 0x80 { continue }
            let length =
                byte >= 0xF0 && byte < 0xF5
                ? 4 : byte >= 0xE0 && byte < 0xF0 ? 3 : byte >= 0xC2 && byte < 0xE0 ? 2 : 0
            let rest = sample[index..<min(index + max(0, length - 1), sample.endIndex)]
            if length > 0, rest.allSatisfy({ $0 & 0xC0 == 0x80 }) {
                if rest.count == length - 1 { valid += 1 }
                index += rest.count
            } else {
                invalid += 1
            }
        }
        return valid > 0 && invalid * 20 <= valid
    }

    /// How much a reading looks like a language, for each byte above 0x7F; nil when it cannot be read.
    private static func score(_ sample: ArraySlice<UInt8>, as encoding: CharacterEncoding) -> Double? {
        guard var converter = Converter(from: encoding) else { return nil }
        let text = converter.convert(sample, isLast: false)
        let high = sample.reduce(0) { $0 + ($1 >= 0x80 ? 1 : 0) }
        if converter.invalidCount * 50 > high { return nil }
        let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
        var plausibility = 0.0
        for index in scalars.indices where scalars[index].value >= 0x80 {
            let before = index > 0 ? scalars[index - 1] : " "
            let after = index + 1 < scalars.count ? scalars[index + 1] : " "
            plausibility += weight(of: scalars[index], before: before, after: after)
        }
        return (plausibility - Double(converter.invalidCount) * 4) / Double(max(1, high))
    }

    /// What one character says for a reading. Characters of two bytes weigh double, since scores are by byte.
    private static func weight(of scalar: Unicode.Scalar, before: Unicode.Scalar, after: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x80..<0xA0, 0xE000..<0xF900, 0xFFFD: -4
        case 0x3041...0x3096: 2.4
        case 0x30A1...0x30FC: 1.8
        case 0x3001, 0x3002, 0xFF0C, 0xFF01, 0xFF1F, 0xFF1A, 0x300C, 0x300D: 2.4
        case 0xFF61...0xFF9F: -1
        case 0xAC00...0xD7A3: commonHangul.contains(scalar) ? 2.6 : before.isIdeograph || after.isIdeograph ? -1 : 1
        case 0x3400..<0xA000, 0xF900..<0xFB00, 0x20000...0x3FFFF: commonIdeographs.contains(scalar) ? 2.8 : 0.6
        case 0x370...0x3FF: scriptWeight(scalar, before, after) * (commonGreek.contains(scalar) ? 1.1 : 0.7)
        case 0x400...0x45F: scriptWeight(scalar, before, after) * (commonCyrillic.contains(scalar) ? 1.2 : 0.6)
        case 0xC0...0x17F where scalar.isLetter: latinWeight(scalar, before, after)
        case 0x2018...0x201E, 0x2013, 0x2014, 0x2026, 0x20AC, 0xA0, 0xAB, 0xBB, 0xB0, 0xA7, 0xA9, 0xAE, 0xA3: 0.8
        case 0x2500..<0x2600: -1
        default: -0.3
        }
    }

    /// No word mixes Greek or Cyrillic with Latin letters, and text in the wrong Cyrillic encoding has capitals where
    /// small letters belong.
    private static func scriptWeight(
        _ scalar: Unicode.Scalar, _ before: Unicode.Scalar, _ after: Unicode.Scalar
    ) -> Double {
        if before.isASCII && before.isLetter || after.isASCII && after.isLetter { return -1 }
        if scalar.isLower { return 1 }
        return before.isLower ? -1 : 0.5
    }

    /// An accented letter stands among plain ones, and a capital does not follow a small letter.
    private static func latinWeight(
        _ scalar: Unicode.Scalar, _ before: Unicode.Scalar, _ after: Unicode.Scalar
    ) -> Double {
        let isAmongLetters = before.isASCII && before.isLetter || after.isASCII && after.isLetter
        guard isAmongLetters else { return before.value >= 0x80 && after.value >= 0x80 ? -0.2 : 0.1 }
        if scalar.isUpper && before.isLower { return -0.5 }
        return western.contains(scalar) ? 1.4 : central.contains(scalar) ? 1.2 : 0.5
    }

    private static let western = Set("àâäáãåæçéèêëíìîïñóòôöõøœúùûüýÿßÀÂÄÁÅÆÇÉÈÊÖÓÔØÜÚÑ".unicodeScalars)
    private static let central = Set("ąćęłńśźżěščřžýůťďňőűĄĆĘŁŚŹŻĚŠČŘŽ".unicodeScalars)
    private static let commonGreek = Set("αοιετσνηυρπκμλωςάέήίόύώδγ".unicodeScalars)
    private static let commonCyrillic = Set("оеаинтсрвлкмдпуяыьгзбчй".unicodeScalars)
    private static let commonHangul = Set("이다는을를의에가하고은지사로자한인기대도그있것수어나해리아라서시정과으".unicodeScalars)
    private static let commonIdeographs = Set(
        """
        的一是不了人我在有他这這中大来來上国國个個到说說们們为為子和你地出道也时時年得就那要下以生会會自着著去之\
        过過家学學对對可她里裡裏后後小么麼心多天而能好都然没沒日于於起还還发發成事只作当當想看文无無开開手十用主\
        行方又如前所本见見经經头頭面公同三已老从從动動两兩长長知民样樣现現分将將外但身些与與高意进進把法此实實回\
        二理美点點月明其种種声聲全工己话話儿者向情部正名定女问問力机機给給等几幾很业業最间間新什打便位因重被走电\
        電四第门門相次东東政海口使教西再平真听聽世气氣信北少关關并內内加化由却代军軍产產入先山五太水万萬市
        """.unicodeScalars)
}

extension Unicode.Scalar {
    fileprivate var isIdeograph: Bool { value >= 0x3400 && value < 0xA000 }
}
