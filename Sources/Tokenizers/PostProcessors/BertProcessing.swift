/// `[CLS] text [SEP]`.
struct BertProcessing: PostProcessor {
    let first: Int32
    let last: Int32

    init(_ node: ConfigurationNode) throws {
        first = try Self.id(of: try node.required("cls"))
        last = try Self.id(of: try node.required("sep"))
    }

    init(first: Int32, last: Int32) {
        self.first = first
        self.last = last
    }

    /// A token is written as its text and its id.
    static func id(of node: ConfigurationNode) throws -> Int32 {
        let elements = try node.elements()
        guard elements.count == 2 else { throw node.broken("is not a token and its id") }
        return try elements[1].tokenID()
    }

    var specialTokenCount: Int { 2 }

    func process(_ encoding: inout Encoding) {
        let text = encoding
        encoding = Encoding(names: text.names)
        encoding.append(first, typeID: 0)
        encoding.append(text, typeID: 0)
        encoding.append(last, typeID: 0)
    }
}
