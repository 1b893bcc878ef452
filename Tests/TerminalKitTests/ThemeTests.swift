import Testing

@testable import TerminalKit

@Suite struct ThemeTests {
    @Test(arguments: Theme.Ground.allCases) func withoutColourNoRoleHasOne(_ ground: Theme.Ground) {
        let theme = Theme(ground: ground, depth: .none)
        for role in Role.allCases {
            #expect(theme.style(role).foreground == .standard && theme.style(role).background == .standard)
        }
    }

    @Test func withoutColourTheRolesThatMatterStillDiffer() {
        let theme = Theme(depth: .none)
        for role in [Role.match, .selection, .error, .strong, .secondary, .key] {
            #expect(theme.style(role) != theme.style(.text), "\(role)")
        }
    }

    @Test(arguments: Theme.Ground.allCases) func sixteenColoursMeansTheFirstEight(_ ground: Theme.Ground) {
        let theme = Theme(ground: ground, depth: .sixteen)
        for role in Role.allCases {
            for case .indexed(let index) in [theme.style(role).foreground, theme.style(role).background] {
                #expect(index < 8, "a terminal of eight colours has no \(index)")
            }
        }
    }

    /// WCAG 2.1: text is to have a contrast of 4.5 on its ground, graphics one of 3.
    @Test(arguments: Theme.Ground.allCases) func textIsLegible(_ ground: Theme.Ground) throws {
        let theme = Theme(ground: ground)
        // Grounds that people have, from black to a soft grey, and from white to cream.
        let grounds = ground == .dark ? [(0, 0, 0), (30, 30, 36)] : [(255, 255, 255), (253, 246, 227)]
        for role in Role.allCases where ![.furniture, .track, .selection, .faintSelection].contains(role) {
            for selection in [nil, Role.selection, .faintSelection] {
                let base = selection.map(theme.style) ?? .plain
                let style = theme.style(role).over(base)
                let front = try #require(style.foreground.fixedComponents, "\(role) has no fixed colour")
                let needed = role == .bar || role == .strongBar ? 3.0 : 4.5
                for plain in grounds {
                    let back = style.background.fixedComponents ?? plain
                    let contrast = Self.contrast(front, back)
                    #expect(
                        contrast >= needed, "\(ground) \(role) on \(String(describing: selection)): \(contrast)")
                }
            }
        }
    }

    @Test func everyGlyphIsOneCell() {
        for glyphs in [Glyphs.unicode, .ascii] {
            for child in Mirror(reflecting: glyphs).children {
                if let glyph = child.value as? Character { #expect(DisplayWidth.of(glyph) == 1) }
                for glyph in child.value as? [Character] ?? [] { #expect(DisplayWidth.of(glyph) == 1) }
            }
        }
        let ascii = Mirror(reflecting: Glyphs.ascii).children.map { "\($0.value)" }.joined()
        #expect(ascii.utf8.allSatisfy { $0 < 0x80 })
    }

    private static func contrast(_ one: (Int, Int, Int), _ two: (Int, Int, Int)) -> Double {
        let (a, b) = (luminance(one), luminance(two))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private static func luminance(_ colour: (Int, Int, Int)) -> Double {
        0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
    }

    private static func linear(_ component: Int) -> Double {
        // A power of 2.2 stands for sRGB's curve: it differs by less than the test's margin.
        let value = Double(component) / 255
        return value <= 0.03928 ? value / 12.92 : power(value, 2.2)
    }

    /// x^2.2 = x² · ⁵√x, the root by Newton's method.
    private static func power(_ value: Double, _ exponent: Double) -> Double {
        var root = 1.0
        for _ in 0..<60 { root -= (root * root * root * root * root - value) / (5 * root * root * root * root) }
        return value * value * root
    }
}
