/// Finds added tokens in a text: the leftmost first, and of those that begin at one place the longest.
struct AddedTokenMatcher: Sendable {
    /// A stretch of text, and the added token that it is; nil for text between them.
    struct Piece: Sendable {
        var range: Range<Int>
        var id: Int32?
    }

    private struct Candidate: Sendable {
        var pattern: [UInt32]
        var token: AddedToken
    }

    /// By first scalar, the longest first.
    private var candidates: [UInt32: [Candidate]] = [:]
    /// Which ASCII scalars a token begins with, and whether any other does.
    private var asciiStarts: (low: UInt64, high: UInt64) = (0, 0)
    private var hasOtherStarts = false

    /// - Parameter tokens: each with the scalars to look for.
    init(_ tokens: [(pattern: [UInt32], token: AddedToken)]) {
        for (pattern, token) in tokens {
            guard let first = pattern.first else { continue }
            candidates[first, default: []].append(Candidate(pattern: pattern, token: token))
            switch first {
            case 0..<64: asciiStarts.low |= 1 << UInt64(first)
            case 64..<128: asciiStarts.high |= 1 << UInt64(first - 64)
            default: hasOtherStarts = true
            }
        }
        for first in candidates.keys {
            candidates[first]?.sort { $0.pattern.count > $1.pattern.count }
        }
    }

    @inline(__always)
    private func mayStart(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<64: asciiStarts.low >> UInt64(scalar) & 1 != 0
        case 64..<128: asciiStarts.high >> UInt64(scalar - 64) & 1 != 0
        default: hasOtherStarts
        }
    }

    /// `text` from end to end as pieces that are not empty, token or not; nil where no added token is in it.
    func pieces(of text: [UInt32]) -> [Piece]? {
        if candidates.isEmpty { return nil }
        var pieces: [Piece] = []
        var done = 0
        var position = 0
        text.withUnsafeBufferPointer { text in
            while position < text.count {
                guard mayStart(text[position]), let found = candidate(at: position, in: text) else {
                    position += 1
                    continue
                }
                let match = position..<position + found.pattern.count
                position = match.upperBound
                guard let range = accepted(match, as: found.token, in: text, after: done) else { continue }
                if done < range.lowerBound { pieces.append(Piece(range: done..<range.lowerBound, id: nil)) }
                pieces.append(Piece(range: range, id: found.token.id))
                done = range.upperBound
            }
        }
        if pieces.isEmpty { return nil }
        if done < text.count { pieces.append(Piece(range: done..<text.count, id: nil)) }
        return pieces
    }

    private func candidate(at position: Int, in text: UnsafeBufferPointer<UInt32>) -> Candidate? {
        candidates[text[position]]?.first { candidate in
            candidate.pattern.count <= text.count - position
                && candidate.pattern.indices.allSatisfy { candidate.pattern[$0] == text[position + $0] }
        }
    }

    /// What `match` takes up with the white space that belongs to it; nil where it stands inside a word that it
    /// must not stand in, or wholly in what the token before took up.
    private func accepted(
        _ match: Range<Int>, as token: AddedToken, in text: UnsafeBufferPointer<UInt32>, after done: Int
    ) -> Range<Int>? {
        let table = CharacterTable.shared
        func isWord(_ index: Int) -> Bool {
            text.indices.contains(index) && table.classes(of: text[index]).contains(.word)
        }
        func isSpace(_ index: Int) -> Bool { table.classes(of: text[index]).contains(.whitespace) }
        if token.isSingleWord && (isWord(match.lowerBound - 1) || isWord(match.upperBound)) { return nil }
        if match.upperBound <= done { return nil }
        var (start, end) = (match.lowerBound, match.upperBound)
        // The spaces that a token begins with may have gone to the one before. As in the reference, a token that
        // takes spaces then begins behind them, and one that does not shares them.
        if token.stripsLeft { start = max(start, done) }
        while token.stripsLeft && start > done && isSpace(start - 1) { start -= 1 }
        while token.stripsRight && end < text.count && isSpace(end) { end += 1 }
        return start..<end
    }
}
