/// What a Word document's styles say of the paragraphs that have them.
struct WordStyles {
    enum Role: Hashable {
        case heading, item, caption, plain
    }

    private var roles: [String: Role] = [:]

    /// - Parameter name: the member `styles.xml`.
    init(_ name: String?, in archive: DocumentArchive) throws {
        guard let name, archive.holds(name) else { return }
        let reader = Reader()
        _ = try archive.parse(name, with: reader)
        roles = reader.roles()
    }

    func role(of style: String?) -> Role {
        style.flatMap { roles[$0] } ?? .plain
    }

    private struct Style {
        var id = ""
        var name = ""
        var base: String?
        var level: Int?
        var isList = false
    }

    private final class Reader: XMLHandler {
        private var styles: [String: Style] = [:]
        private var style = Style()

        func start(_ name: String, _ attributes: XMLAttributes) {
            switch name {
            case "w:style": style = Style(id: attributes["w:styleId"] ?? "")
            case "w:name": style.name = attributes["w:val"]?.lowercased() ?? ""
            case "w:basedOn": style.base = attributes["w:val"]
            case "w:outlineLvl": style.level = attributes["w:val"].flatMap { Int($0) }
            case "w:numPr": style.isList = true
            default: break
            }
        }

        func end(_ name: String) {
            if name == "w:style" { styles[style.id] = style }
        }

        func roles() -> [String: Role] {
            styles.mapValues { style in
                // A style has what it does not set itself from the one that it is based on.
                var chain = [style]
                while let base = chain.last?.base.flatMap({ styles[$0] }), chain.count < 20 { chain.append(base) }
                return chain.lazy.compactMap(Self.role).first ?? .plain
            }
        }

        /// - Returns: nil where the style alone does not say.
        private static func role(_ style: Style) -> Role? {
            if style.name == "caption" { return .caption }
            if style.name == "title" || style.name.hasPrefix("heading ") { return .heading }
            // Nine is Word's word for text.
            if let level = style.level { return level < 9 ? .heading : nil }
            return style.isList || style.name.hasPrefix("list ") ? .item : nil
        }
    }
}
