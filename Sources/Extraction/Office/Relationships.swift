/// What a part of an OOXML document refers to, by the identifiers that it uses for them.
struct Relationships {
    struct Relationship: Hashable {
        /// The last component of the relationship's type: `image`, `slide`, `footnotes`.
        var type: String
        /// The member, by its path in the archive.
        var target: String
    }

    private(set) var byID: [String: Relationship] = [:]
    /// In the file's order.
    private(set) var all: [Relationship] = []

    /// - Parameter part: the member that refers; empty for the document as a whole.
    init(of part: String, in archive: DocumentArchive) throws {
        let slash = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
        let name = part[..<slash] + "_rels/" + part[slash...] + ".rels"
        guard archive.holds(String(name)) else { return }
        let reader = Reader(part: part)
        _ = try archive.parse(String(name), with: reader)
        byID = reader.byID
        all = reader.all
    }

    func target(_ id: String?, type: String? = nil) -> String? {
        guard let id, let found = byID[id], type == nil || found.type == type else { return nil }
        return found.target
    }

    func targets(ofType type: String) -> [String] {
        all.filter { $0.type == type }.map(\.target)
    }

    private final class Reader: XMLHandler {
        var byID: [String: Relationship] = [:]
        var all: [Relationship] = []
        private let part: String

        init(part: String) { self.part = part }

        func start(_ name: String, _ attributes: XMLAttributes) {
            guard name == "rel:Relationship", attributes["TargetMode"] != "External",
                let id = attributes["Id"], let type = attributes["Type"]?.split(separator: "/").last,
                let target = attributes["Target"].flatMap({ MemberAddress.resolve($0, from: part) })
            else { return }
            let relationship = Relationship(type: String(type), target: target)
            byID[id] = relationship
            all.append(relationship)
        }

        func end(_ name: String) {}
    }
}
