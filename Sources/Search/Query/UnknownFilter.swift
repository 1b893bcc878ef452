/// A word that looks like a filter and is none: letters, a colon, and something else.
struct UnknownFilter {
    let word: String
    /// The filter that was probably meant.
    let likely: String?

    static let keys = ["type", "ext", "path", "after", "before", "model"]

    /// Longer words before a colon are no mistyped keys.
    private static let longestKey = 12

    /// nil where the word is an address, a time, or anything else that nobody takes for a filter.
    init?(_ word: Substring) {
        guard let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let key = word[..<colon]
        let value = word[word.utf8.index(after: colon)...]
        guard (2...Self.longestKey).contains(key.utf8.count), key.utf8.allSatisfy(Self.isLetter),
            let first = value.first, first.isLetter || first.isNumber || first == "." || first == "/",
            !value.hasPrefix("//")
        else { return nil }
        self.word = QueryTerm.name(word)
        likely = Self.nearest(to: key.lowercased()).map { QueryTerm.name("\($0):\(value)") }
    }

    /// What the answer says of it.
    var note: String {
        let meant = likely.map { "; did you mean \($0)?" } ?? "."
        return "`\(word)` is no filter and was searched as words\(meant) Filters are "
            + Self.keys.dropLast().map { "\($0):" }.joined(separator: ", ") + " and model:."
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// The key that one or two slips make of it, or that it begins with: `extension` begins with `ext`.
    private static func nearest(to key: String) -> String? {
        if let begun = keys.first(where: { key.hasPrefix($0) }) { return begun }
        let scored = keys.map { (key: $0, distance: distance(key, $0)) }
        guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= (best.key.utf8.count > 4 ? 2 : 1) ? best.key : nil
    }

    /// How many letters must be put in, left out, exchanged or swapped with their neighbour to make one of the other:
    /// the optimal string alignment distance.
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var rows = [Array(0...right.count)]
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                let exchanged = rows[i][j] + (left[i] == right[j] ? 0 : 1)
                var least = min(rows[i][j + 1] + 1, row[j] + 1, exchanged)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    least = min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
