/// `<s> text </s>`, where the offsets of tokens leave out the space that tokens may begin with.
struct RobertaProcessing: PostProcessor {
    private let ends: BertProcessing
    private let trimming: OffsetTrimming?

    init(_ node: ConfigurationNode) throws {
        let trims = try node.bool("trim_offsets", default: true)
        let addsPrefixSpace = try node.bool("add_prefix_space", default: true)
        self.init(
            ends: try BertProcessing(node), trimming: trims ? OffsetTrimming(addsPrefixSpace: addsPrefixSpace) : nil
        )
    }

    init(ends: BertProcessing, trimming: OffsetTrimming?) {
        self.ends = ends
        self.trimming = trimming
    }

    var specialTokenCount: Int { ends.specialTokenCount }

    func process(_ encoding: inout Encoding) {
        trimming?.process(&encoding)
        ends.process(&encoding)
    }
}
