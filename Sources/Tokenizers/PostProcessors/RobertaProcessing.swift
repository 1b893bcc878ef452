/// `<s> text </s>`, where the offsets of tokens leave out the space that tokens may begin with.
struct RobertaProcessing: PostProcessor {
    private let ends: BertProcessing
    private let trimsOffsets: Bool
    private let addsPrefixSpace: Bool

    /// Ġ, which stands for a space in byte-level vocabularies.
    private static let visibleSpace: UInt32 = 0x120

    init(_ node: ConfigurationNode) throws {
        ends = try BertProcessing(node)
        trimsOffsets = try node.bool("trim_offsets", default: true)
        addsPrefixSpace = try node.bool("add_prefix_space", default: true)
    }

    var specialTokenCount: Int { ends.specialTokenCount }

    func process(_ encoding: inout Encoding) {
        if trimsOffsets { trim(&encoding) }
        ends.process(&encoding)
    }

    private func trim(_ encoding: inout Encoding) {
        let table = CharacterTable.shared
        func isSpace(_ scalar: UInt32) -> Bool {
            scalar == Self.visibleSpace || table.classes(of: scalar).contains(.whitespace)
        }
        for index in encoding.ids.indices {
            let token = encoding.names.scalars(of: encoding.ids[index])
            let range = encoding.offsets[index]
            var leading = token.prefix(while: isSpace).count
            let trailing = token.reversed().prefix(while: isSpace).count
            if leading == 0 && trailing == 0 { continue }
            // A space that the tokenizer put before the text has no place in the original to be left out.
            if addsPrefixSpace && (index == 0 || range.lowerBound == 0) { leading = 0 }
            let start = min(range.lowerBound + leading, range.upperBound)
            let end = range.upperBound >= trailing ? max(range.upperBound - trailing, start) : range.upperBound
            encoding.move(index, to: start..<max(start, end))
        }
    }
}
