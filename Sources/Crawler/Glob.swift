/// A shell pattern as git reads it, over bytes.
///
/// A pattern becomes a literal beginning and a small automaton whose states are all followed at once, so that
/// matching takes time proportional to pattern × text whatever the pattern is. (Backtracking, git's own way,
/// is quicker on friendly patterns and exponential on hostile ones; the friendly ones are literals or `*.suffix`
/// and never reach the automaton.)
struct Glob: Hashable, Sendable {
    /// What a pattern means by `/`.
    enum Mode: Hashable, Sendable {
        /// The text is one name; `*` matches anything.
        case name
        /// The text is a path; only `**` between slashes crosses a `/`.
        case path
    }

    private enum Token: Hashable {
        case byte(UInt8)
        case oneOf(ByteSet)
        /// `*`: any bytes of one component.
        case run
        /// Any bytes at all.
        case anything
        /// `**/` matches nothing, or anything that ends with a slash: `leadingFolders` may be skipped together
        /// with the `insideFolders` that follows it.
        case leadingFolders
        case insideFolders
        /// A bracket expression that is malformed: no text matches.
        case never
    }

    private let prefix: [UInt8]
    private let tokens: [Token]
    /// The bytes after a single leading `*`, where that is all that follows `prefix`.
    private let suffix: [UInt8]?

    init(_ pattern: ArraySlice<UInt8>, mode: Mode) {
        let special = ByteSet("*?[\\".utf8)
        let wild = pattern.firstIndex(where: special.contains) ?? pattern.endIndex
        prefix = Array(pattern[..<wild])
        var parser = Parser(pattern: Array(pattern[wild...]), mode: mode)
        tokens = parser.parse()
        suffix = Self.suffix(of: tokens)
    }

    /// False when a bracket expression is malformed, so that nothing can match.
    var canMatch: Bool { !tokens.contains(.never) }

    func matches(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.starts(with: prefix) else { return false }
        let rest = text.dropFirst(prefix.count)
        if tokens.isEmpty { return rest.isEmpty }
        guard let suffix else { return automatonMatches(rest) }
        guard rest.count >= suffix.count, rest.suffix(suffix.count).elementsEqual(suffix) else { return false }
        return tokens[0] == .anything || !rest.dropLast(suffix.count).contains(UInt8(ascii: "/"))
    }

    private static func suffix(of tokens: [Token]) -> [UInt8]? {
        guard let first = tokens.first, first == .run || first == .anything else { return nil }
        var bytes: [UInt8] = []
        for token in tokens.dropFirst() {
            guard case .byte(let byte) = token else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// `states[i]` holds while some reading of the text so far stands before `tokens[i]`.
    private func automatonMatches(_ text: ArraySlice<UInt8>) -> Bool {
        var states = [Bool](repeating: false, count: tokens.count + 1)
        states[0] = true
        skipEmptyMatches(&states)
        for byte in text {
            if !step(&states, byte) { return false }
            skipEmptyMatches(&states)
        }
        return states[tokens.count]
    }

    private func skipEmptyMatches(_ states: inout [Bool]) {
        for (index, token) in tokens.enumerated() where states[index] {
            switch token {
            case .run, .anything: states[index + 1] = true
            case .leadingFolders:
                states[index + 1] = true
                states[index + 2] = true
            default: break
            }
        }
    }

    /// Moves every state over `byte`, from the last to the first, so that one array is enough.
    ///
    /// - Returns: whether any state is left.
    private func step(_ states: inout [Bool], _ byte: UInt8) -> Bool {
        let slash = UInt8(ascii: "/")
        var isAlive = false
        states[tokens.count] = false
        for index in tokens.indices.reversed() where states[index] {
            let (stays, moves) =
                switch tokens[index] {
                case .byte(let wanted): (false, byte == wanted)
                case .oneOf(let set): (false, set.contains(byte))
                case .run: (byte != slash, false)
                case .anything: (true, false)
                case .insideFolders: (true, byte == slash)
                case .leadingFolders, .never: (false, false)
                }
            states[index] = stays
            if moves { states[index + 1] = true }
            isAlive = isAlive || stays || moves
        }
        return isAlive
    }
}

extension Glob {
    /// Reads a pattern from its first wildcard on.
    ///
    /// git compares the literal beginning apart, so a `**` right behind it counts as one at the start of the
    /// pattern (`ab**/c` matches `abx/y/c`); starting here keeps that.
    private struct Parser {
        let pattern: [UInt8]
        let mode: Mode
        private var position = 0
        private var tokens: [Token] = []

        init(pattern: [UInt8], mode: Mode) {
            self.pattern = pattern
            self.mode = mode
        }

        private func byte(at index: Int) -> UInt8? {
            index < pattern.count ? pattern[index] : nil
        }

        mutating func parse() -> [Token] {
            while let byte = byte(at: position) {
                switch byte {
                case UInt8(ascii: "*"): parseStars()
                case UInt8(ascii: "?"):
                    tokens.append(.oneOf(allowed(.all)))
                    position += 1
                case UInt8(ascii: "["): parseSet()
                case UInt8(ascii: "\\"):
                    tokens.append(self.byte(at: position + 1).map { .byte($0) } ?? .never)
                    position += 2
                default:
                    tokens.append(.byte(byte))
                    position += 1
                }
            }
            return tokens
        }

        /// In a path no wildcard for one byte matches a slash.
        private func allowed(_ set: ByteSet) -> ByteSet {
            var result = set
            if mode == .path { result.remove(UInt8(ascii: "/")) }
            return result
        }

        private mutating func parseStars() {
            let start = position
            while byte(at: position) == UInt8(ascii: "*") { position += 1 }
            if mode == .name { return tokens.append(.anything) }
            let slash = UInt8(ascii: "/")
            let followsSlash = start == 0 || pattern[start - 1] == slash
            let escapedSlash = byte(at: position) == UInt8(ascii: "\\") && byte(at: position + 1) == slash
            let precedesSlash = position == pattern.count || byte(at: position) == slash || escapedSlash
            guard position - start > 1, followsSlash, precedesSlash else { return tokens.append(.run) }
            if byte(at: position) == slash {
                tokens.append(contentsOf: [.leadingFolders, .insideFolders])
                position += 1
            } else {
                tokens.append(.anything)
            }
        }

        private mutating func parseSet() {
            var cursor = position + 1
            let isNegated = byte(at: cursor) == UInt8(ascii: "!") || byte(at: cursor) == UInt8(ascii: "^")
            if isNegated { cursor += 1 }
            var set = ByteSet()
            guard let end = Self.collect(pattern, from: cursor, into: &set) else {
                tokens.append(.never)
                position = pattern.count
                return
            }
            tokens.append(.oneOf(allowed(isNegated ? set.complement : set)))
            position = end
        }

        /// Reads members up to the closing bracket; a bracket that comes first is a member.
        ///
        /// - Returns: the index behind the closing bracket; nil where the set is malformed.
        private static func collect(_ pattern: [UInt8], from start: Int, into set: inout ByteSet) -> Int? {
            var cursor = start
            var previous: UInt8?
            repeat {
                guard cursor < pattern.count else { return nil }
                var byte = pattern[cursor]
                let next = cursor + 1 < pattern.count ? pattern[cursor + 1] : nil
                if byte == UInt8(ascii: "-"), let low = previous, let next, next != UInt8(ascii: "]") {
                    cursor += next == UInt8(ascii: "\\") ? 2 : 1
                    guard cursor < pattern.count else { return nil }
                    if low <= pattern[cursor] { set.formUnion(ByteSet(low...pattern[cursor])) }
                    previous = nil
                } else if byte == UInt8(ascii: "["), next == UInt8(ascii: ":") {
                    let begin = cursor + 2
                    guard let close = pattern[begin...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
                    if close > begin, pattern[close - 1] == UInt8(ascii: ":") {
                        guard let named = ByteSet(characterClass: pattern[begin..<(close - 1)]) else { return nil }
                        set.formUnion(named)
                        cursor = close
                        previous = nil
                    } else {
                        set.insert(byte)
                        previous = byte
                    }
                } else {
                    if byte == UInt8(ascii: "\\") {
                        guard let next else { return nil }
                        byte = next
                        cursor += 1
                    }
                    set.insert(byte)
                    previous = byte
                }
                cursor += 1
            } while cursor >= pattern.count || pattern[cursor] != UInt8(ascii: "]")
            return cursor + 1
        }
    }
}
