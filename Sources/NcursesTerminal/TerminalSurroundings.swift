import Glibc
import TerminalKit

/// What the environment and the locale say about the terminal.
struct TerminalSurroundings {
    let term: String
    let isColourless: Bool
    /// The ground that the environment names, if it does: `NEAREST_THEME`, or `COLORFGBG` as rxvt and Konsole
    /// set it.
    let ground: Theme.Ground?

    init(_ variable: (String) -> String?) {
        term = variable("TERM") ?? ""
        let wish = variable("NEAREST_THEME")
        isColourless = !(variable("NO_COLOR") ?? "").isEmpty || wish == "mono"
        ground = Self.ground(wish: wish, colours: variable("COLORFGBG"))
    }

    private static func ground(wish: String?, colours: String?) -> Theme.Ground? {
        switch wish {
        case "dark": return .dark
        case "light": return .light
        default: break
        }
        guard let background = colours?.split(separator: ";").last.flatMap({ Int($0) }) else { return nil }
        return background == 7 || (9...15).contains(background) ? .light : .dark
    }

    /// The ground of a background colour, by its luma.
    static func ground(red: Double, green: Double, blue: Double) -> Theme.Ground {
        0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? .light : .dark
    }

    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Sets the character encoding of the process from the environment.
    ///
    /// Only `LC_CTYPE` is set, so that numbers keep their point everywhere. Where no variable names a locale, as
    /// in containers, the terminal is taken to speak UTF-8, which practically all do; who has another says so.
    ///
    /// - Returns: whether the terminal is written to in UTF-8.
    static func adoptLocale(_ variable: (String) -> String?) -> Bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap(variable)
        setlocale(LC_CTYPE, names.first { !$0.isEmpty } ?? "C.UTF-8")
        guard let encoding = nl_langinfo(Int32(CODESET)) else { return false }
        return String(cString: encoding) == "UTF-8"
    }
}
