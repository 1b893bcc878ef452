/// The ignore rules that hold in a folder: its own before its parents', the command line's before all.
final class IgnoreScope: Sendable {
    private let lists: [IgnoreList]
    private let parent: IgnoreScope?

    /// - Parameter lists: weaker ones first.
    init(_ lists: [IgnoreList], parent: IgnoreScope?) {
        self.lists = lists
        self.parent = parent
    }

    /// Whether the rules say to leave out `path`. Its parent folders are taken to be let through.
    func ignores(_ path: [UInt8], nameStart: Int, isFolder: Bool, overrides: IgnoreList) -> Bool {
        let name = path[nameStart...]
        if let verdict = overrides.verdict(on: path, name: name, isFolder: isFolder) { return verdict }
        var scope: IgnoreScope? = self
        while let current = scope {
            for list in current.lists.reversed() {
                if let verdict = list.verdict(on: path, name: name, isFolder: isFolder) { return verdict }
            }
            scope = current.parent
        }
        return false
    }
}
