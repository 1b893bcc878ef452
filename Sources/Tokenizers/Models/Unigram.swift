/// A unigram language model (Kudo 2018), as SentencePiece trains: of all ways to cut a word into tokens, the one
/// whose tokens' logarithmic probabilities have the greatest sum.
struct Unigram: TokenModel {
    let vocabulary: Vocabulary
    private let trie: TokenTrie
    /// By id.
    private let scores: [Double]
    private let unknown: Int32
    private let unknownScore: Double
    private let byteTokens: [Int32?]?

    /// What an unknown scalar costs beyond the rarest token.
    private static let unknownPenalty = 10.0

    /// The best way to a place in a word.
    private struct Arrival {
        var score = 0.0
        var start = -1
        var id: Int32 = -1
    }

    /// - Throws: `NearestError(.brokenModel)` when a member is missing, or the unknown token is none.
    init(_ node: ConfigurationNode) throws {
        let list = try node.required("vocab")
        let entries = try list.elements()
        if entries.isEmpty || entries.count > Int32.max { throw list.broken("is empty") }
        var tokens: [(token: [UInt32], id: Int32)] = []
        var scores: [Double] = []
        tokens.reserveCapacity(entries.count)
        scores.reserveCapacity(entries.count)
        for (id, entry) in entries.enumerated() {
            let pair = try entry.elements()
            guard pair.count == 2 else { throw entry.broken("is not a token and its score") }
            tokens.append((try pair[0].scalars(), Int32(id)))
            scores.append(try pair[1].double())
        }
        unknown = try node.required("unk_id").tokenID()
        guard Int(unknown) < tokens.count else { throw node.broken("has an unk_id beyond its vocabulary") }
        vocabulary = Vocabulary(tokens)
        trie = TokenTrie(tokens)
        unknownScore = (scores.min() ?? 0) - Self.unknownPenalty
        byteTokens = try node.bool("byte_fallback", default: false) ? vocabulary.byteTokens : nil
        self.scores = scores
    }

    func tokenize(_ words: [Range<Int>], of text: NormalizedText, limit: Int, into tokens: inout TokenList) {
        var arrivals: [Arrival] = []
        var pieces: [(id: Int32, range: Range<Int>)] = []
        for word in words {
            if tokens.count >= limit { return }
            text.scalars.withUnsafeBufferPointer { scalars in
                arrive(&arrivals, word, in: scalars)
            }
            collect(&pieces, arrivals, word)
            for piece in pieces { append(piece.id, piece.range, of: text, to: &tokens) }
        }
    }

    /// The best way to every place of `word`, from left to right (Viterbi).
    private func arrive(
        _ arrivals: inout [Arrival], _ word: Range<Int>, in scalars: UnsafeBufferPointer<UInt32>
    ) {
        arrivals.removeAll(keepingCapacity: true)
        arrivals.append(contentsOf: repeatElement(Arrival(), count: word.count + 1))
        arrivals.withUnsafeMutableBufferPointer { arrivals in
            for start in word {
                let score = arrivals[start - word.lowerBound].score
                var hasSingle = false
                func offer(_ id: Int32, _ end: Int, _ score: Double) {
                    let target = end - word.lowerBound
                    if arrivals[target].start < 0 || score > arrivals[target].score {
                        arrivals[target] = Arrival(score: score, start: start, id: id)
                    }
                }
                trie.forEachPrefix(of: scalars, from: start, to: word.upperBound) { id, end in
                    offer(id, end, scores[Int(id)] + score)
                    hasSingle = hasSingle || end == start + 1
                }
                if !hasSingle { offer(unknown, start + 1, unknownScore + score) }
            }
        }
    }

    /// The way back from the end; unknown neighbours are one.
    private func collect(
        _ pieces: inout [(id: Int32, range: Range<Int>)], _ arrivals: [Arrival], _ word: Range<Int>
    ) {
        pieces.removeAll(keepingCapacity: true)
        var end = word.upperBound
        while end > word.lowerBound {
            let arrival = arrivals[end - word.lowerBound]
            if arrival.id == unknown, let last = pieces.last, last.id == unknown {
                pieces[pieces.count - 1].range = arrival.start..<last.range.upperBound
            } else {
                pieces.append((arrival.id, arrival.start..<end))
            }
            end = arrival.start
        }
        pieces.reverse()
    }

    private func append(_ id: Int32, _ range: Range<Int>, of text: NormalizedText, to tokens: inout TokenList) {
        let place = text.originalRange(of: range)
        // What the model does not know in parts it may know as a whole.
        let known = id == unknown ? vocabulary.id(of: Array(text.scalars[range])) : id
        if let known {
            tokens.append(known, place)
            return
        }
        let bytes = byteTokens.map { byteTokens in
            UTF8Bytes.of(text.scalars[range]).map { byteTokens[Int($0)] }
        }
        if let bytes, !bytes.contains(nil) {
            for case let id? in bytes { tokens.append(id, place) }
        } else {
            tokens.append(unknown, place)
        }
    }
}
