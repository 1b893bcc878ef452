/// Characters of the fonts that hold symbols in place of letters.
enum SymbolFont {
    /// - Parameters:
    ///   - code: hexadecimal; symbols stand at U+F000 and above, where Unicode leaves room for private use.
    ///   - font: `Symbol` has Greek letters and signs; of others nothing is known.
    /// - Returns: empty where the character means nothing.
    static func text(of code: String, font: String) -> String {
        guard let value = UInt32(code, radix: 16) else { return "" }
        let isPrivate = value >= 0xE000 && value < 0xF900
        if !isPrivate { return Unicode.Scalar(value).map { String($0) } ?? "" }
        guard font.lowercased() == "symbol", value >= 0xF020, value <= 0xF07E else { return "" }
        let place = Int(value - 0xF020)
        return String(adobeSymbol[place])
    }

    /// Adobe's Symbol encoding from 0x20 to 0x7E.
    private static let adobeSymbol = Array(
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼")
}
