/// One rule of an ignore file, as https://git-scm.com/docs/gitignore describes it.
struct IgnorePattern: Hashable, Sendable {
    /// The rule takes back what an earlier one ignores.
    let isNegated: Bool
    private let onlyFolders: Bool
    private let mode: Glob.Mode
    private let glob: Glob

    /// - Parameter rule: a line without its line break and trailing blanks; not a comment.
    init(rule: ArraySlice<UInt8>) {
        var rest = rule
        isNegated = rest.first == UInt8(ascii: "!")
        if isNegated { rest = rest.dropFirst() }
        onlyFolders = rest.last == UInt8(ascii: "/")
        if onlyFolders { rest = rest.dropLast() }
        mode = rest.contains(UInt8(ascii: "/")) ? .path : .name
        if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
        glob = Glob(rest, mode: mode)
    }

    /// False when the rule is malformed.
    var canMatch: Bool { glob.canMatch }

    /// - Parameters:
    ///   - path: relative to the folder that holds the rule.
    ///   - name: the last component of `path`.
    func matches(path: ArraySlice<UInt8>, name: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
        if onlyFolders && !isFolder { return false }
        return glob.matches(mode == .name ? name : path)
    }
}
