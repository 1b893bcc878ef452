/// How every role looks: on dark or light ground, with the colours and characters that the terminal has.
///
/// No role depends on colour alone. Without colour, bold, dim and reverse tell the roles apart where it
/// matters, and glyphs (a marker beside the selected row, a bar beside the matching sentence) do the rest.
package struct Theme: Hashable, Sendable {
    package enum Ground: Sendable, CaseIterable {
        case dark
        case light
    }

    package let ground: Ground
    package let depth: ColorDepth
    package let glyphs: Glyphs

    package init(ground: Ground = .dark, depth: ColorDepth = .palette, glyphs: Glyphs = .unicode) {
        self.ground = ground
        self.depth = depth
        self.glyphs = glyphs
    }

    package func style(_ role: Role) -> Style {
        switch depth {
        case .none: Self.withoutColour(role)
        case .sixteen: Self.withSixteen(role, ground)
        case .palette: ground == .dark ? Self.onDark(role) : Self.onLight(role)
        }
    }

    private static func withoutColour(_ role: Role) -> Style {
        switch role {
        case .text, .bar, .figure: .plain
        case .secondary, .furniture, .track: Style(attributes: .dim)
        case .accent, .strong, .strongBar, .match, .key, .good, .warning: Style(attributes: .bold)
        case .faintSelection: Style(attributes: .bold)
        case .selection, .error: Style(attributes: .reverse)
        }
    }

    /// The sixteen colours are the user's, so only those that every palette keeps legible on its own ground
    /// are used, and no background but by reversing.
    private static func withSixteen(_ role: Role, _ ground: Ground) -> Style {
        switch role {
        case .text: .plain
        case .figure: Style(attributes: .bold)
        case .secondary, .furniture, .track: Style(attributes: .dim)
        case .accent, .key, .bar: Style(foreground: .indexed(ground == .dark ? 6 : 4))
        case .strong: Style(attributes: .bold)
        case .strongBar, .good: Style(foreground: .indexed(2), attributes: role == .good ? .bold : [])
        case .match: Style(foreground: .indexed(ground == .dark ? 3 : 5), attributes: .bold)
        case .selection: Style(attributes: .reverse)
        case .faintSelection: Style(attributes: .bold)
        case .warning: Style(foreground: .indexed(ground == .dark ? 3 : 5), attributes: .bold)
        case .error: Style(foreground: .indexed(1), attributes: .bold)
        }
    }

    private static func onDark(_ role: Role) -> Style {
        switch role {
        case .text: Style(foreground: .indexed(252))
        case .secondary: Style(foreground: .indexed(246))
        case .furniture: Style(foreground: .indexed(240))
        case .accent: Style(foreground: .indexed(80), attributes: .bold)
        case .strong: Style(foreground: .indexed(231), attributes: .bold)
        case .bar: Style(foreground: .indexed(67))
        case .track: Style(foreground: .indexed(237), background: .indexed(237))
        case .strongBar: Style(foreground: .indexed(80))
        case .figure: Style(foreground: .indexed(223))
        case .match: Style(foreground: .indexed(229), background: .indexed(237), attributes: .bold)
        case .selection: Style(background: .indexed(236))
        case .faintSelection: Style(background: .indexed(235))
        case .key: Style(foreground: .indexed(80))
        case .good: Style(foreground: .indexed(114))
        case .warning: Style(foreground: .indexed(215))
        case .error: Style(foreground: .indexed(210), attributes: .bold)
        }
    }

    private static func onLight(_ role: Role) -> Style {
        switch role {
        case .text: Style(foreground: .indexed(235))
        case .secondary: Style(foreground: .indexed(241))
        case .furniture: Style(foreground: .indexed(248))
        case .accent: Style(foreground: .indexed(24), attributes: .bold)
        case .strong: Style(foreground: .indexed(16), attributes: .bold)
        case .bar: Style(foreground: .indexed(25))
        case .track: Style(foreground: .indexed(251), background: .indexed(251))
        case .strongBar: Style(foreground: .indexed(30))
        case .figure: Style(foreground: .indexed(94))
        case .match: Style(foreground: .indexed(16), background: .indexed(229), attributes: .bold)
        case .selection: Style(background: .indexed(254))
        case .faintSelection: Style(background: .indexed(255))
        case .key: Style(foreground: .indexed(24), attributes: .bold)
        case .good: Style(foreground: .indexed(22))
        case .warning: Style(foreground: .indexed(94), attributes: .bold)
        case .error: Style(foreground: .indexed(124), attributes: .bold)
        }
    }
}
