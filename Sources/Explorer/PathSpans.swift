import TerminalKit

/// A path with its folders subdued and its file name strong.
enum PathSpans {
    static func of(_ path: String, width: Int, theme: Theme) -> [Span] {
        let short = Truncation.path(path, to: width, ellipsis: theme.glyphs.ellipsis)
        guard let slash = short.lastIndex(of: "/") else { return [Span(short, theme.style(.strong))] }
        return [
            Span(String(short[...slash]), theme.style(.secondary)),
            Span(String(short[short.index(after: slash)...]), theme.style(.strong)),
        ]
    }
}
