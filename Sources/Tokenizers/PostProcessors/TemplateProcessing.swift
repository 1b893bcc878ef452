/// A template such as `[CLS] $A [SEP]`, with a type id for each piece.
struct TemplateProcessing: PostProcessor {
    enum Piece: Hashable, Sendable {
        case special([Int32], typeID: Int32)
        case text(typeID: Int32)
    }

    /// For a single text; pairs are not encoded here.
    let pieces: [Piece]

    init(pieces: [Piece]) {
        self.pieces = pieces
    }

    init(_ node: ConfigurationNode) throws {
        let special = try node.child("special_tokens").map(Self.specialTokens) ?? []
        pieces = try node.required("single").elements().map { try Self.piece($0, special) }
    }

    private typealias SpecialToken = (name: [UInt32], ids: [Int32])

    private static func specialTokens(_ node: ConfigurationNode) throws -> [SpecialToken] {
        try node.members().map { member in
            let name = String(decoding: member.name, as: UTF8.self)
            let token = ConfigurationNode(path: node.path, place: "\(node.place).\(name)", value: member.value)
            return (RawText.scalars(of: name), try token.required("ids").elements().map { try $0.tokenID() })
        }
    }

    private static func piece(_ node: ConfigurationNode, _ special: [SpecialToken]) throws -> Piece {
        if let sequence = node.child("Sequence") {
            let name = try sequence.required("id").string()
            guard name == "A" else { throw sequence.broken("stands for a text other than the only one") }
            return .text(typeID: try sequence.child("type_id")?.tokenID() ?? 0)
        }
        let token = try node.required("SpecialToken")
        let name = try token.required("id").scalars()
        guard let known = special.last(where: { $0.name == name }) else {
            throw token.broken("names \(RawText.string(of: name)), which is not among its special tokens")
        }
        return .special(known.ids, typeID: try token.child("type_id")?.tokenID() ?? 0)
    }

    var specialTokenCount: Int {
        pieces.reduce(0) { count, piece in
            if case .special(let ids, _) = piece { count + ids.count } else { count }
        }
    }

    func process(_ encoding: inout Encoding) {
        let text = encoding
        encoding = Encoding(names: text.names)
        for piece in pieces {
            switch piece {
            case .special(let ids, let typeID): for id in ids { encoding.append(id, typeID: typeID) }
            case .text(let typeID): encoding.append(text, typeID: typeID)
            }
        }
    }
}
