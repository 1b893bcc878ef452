/// The rules of one ignore file, or of the command line. The last rule that matches decides.
struct IgnoreList: Hashable, Sendable {
    private let patterns: [IgnorePattern]
    /// The length of the folder's path with its slash, which is not part of what the patterns see.
    private let baseLength: Int

    init(patterns: [IgnorePattern], folder: [UInt8] = []) {
        self.patterns = patterns
        baseLength = folder.isEmpty ? 0 : folder.count + 1
    }

    /// The rules in the content of an ignore file of `folder`.
    init(content: [UInt8], folder: [UInt8]) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = content.starts(with: mark) ? content.dropFirst(3) : content[...]
        let rules = text.split(separator: UInt8(ascii: "\n")).compactMap(Self.rule)
        self.init(patterns: rules.map(IgnorePattern.init), folder: folder)
    }

    var isEmpty: Bool { patterns.isEmpty }

    /// Whether the rules ignore `path` of the corpus, or take it back; nil when they say nothing about it.
    func verdict(on path: [UInt8], name: ArraySlice<UInt8>, isFolder: Bool) -> Bool? {
        let inside = path[min(baseLength, path.count)...]
        for pattern in patterns.reversed() where pattern.matches(path: inside, name: name, isFolder: isFolder) {
            return !pattern.isNegated
        }
        return nil
    }

    /// A line without what is not part of the rule; nil for a comment or nothing.
    private static func rule(in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        if line.first == UInt8(ascii: "#") { return nil }
        var rule = line.prefix { $0 != 0 }
        if rule.last == UInt8(ascii: "\r") { rule = rule.dropLast() }
        rule = withoutTrailingSpaces(rule)
        return rule.isEmpty ? nil : rule
    }

    /// A trailing space counts only behind a backslash.
    private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == UInt8(ascii: "\\") {
                index += 1
                end = min(index + 1, line.endIndex)
            } else if line[index] != UInt8(ascii: " ") {
                end = index + 1
            }
            index += 1
        }
        return line[..<end]
    }
}
