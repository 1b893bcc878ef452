/// SentencePiece's spelling of spaces: ▁ stands for each, and before the text; words begin with it.
struct MetaspacePreTokenizer: PreTokenizer {
    /// Before which pieces of a text the mark is put.
    enum Prefix: String, Sendable {
        case always
        /// Only before the one that the text begins with.
        case first
        case never
    }

    private let mark: UInt32
    private let prefix: Prefix
    private let cutsWords: Bool

    init(_ node: ConfigurationNode) throws {
        mark = try Self.mark(node)
        prefix = try Self.prefix(node)
        cutsWords = try node.bool("split", default: true)
    }

    /// The one scalar that stands for a space.
    static func mark(_ node: ConfigurationNode) throws -> UInt32 {
        guard let replacement = node.child("replacement") else { return 0x2581 }
        let scalars = try replacement.scalars()
        guard scalars.count == 1 else { throw replacement.broken("is not one character") }
        return scalars[0]
    }

    static func prefix(_ node: ConfigurationNode) throws -> Prefix {
        guard let scheme = node.child("prepend_scheme") else {
            return try node.bool("add_prefix_space", default: true) ? .always : .never
        }
        guard let prefix = Prefix(rawValue: try scheme.string()) else {
            throw scheme.unknownKind(try scheme.string())
        }
        return prefix
    }

    func split(_ text: inout NormalizedText, into words: inout [Range<Int>]) {
        var rewriting = TextRewriting(capacity: text.count + words.count)
        for word in words {
            rewriting.beginWord()
            let first = text.scalars[word.lowerBound]
            let isAtStart = text.originalRange(of: word).lowerBound == 0
            if prefix == .always || (prefix == .first && isAtStart), first != 0x20, first != mark {
                rewriting.append(mark, origin: text.origins[word.lowerBound])
            }
            var isFirst = first == 0x20 || first == mark
            for index in word {
                let scalar = text.scalars[index] == 0x20 ? mark : text.scalars[index]
                if cutsWords, scalar == mark, !isFirst { rewriting.beginWord() }
                isFirst = false
                rewriting.append(scalar, origin: text.origins[index])
            }
        }
        (text, words) = rewriting.finish()
    }
}
