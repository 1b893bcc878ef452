/// An EPUB's package document: what the book says of itself, and its chapters in reading order (EPUB 3.3, 5).
final class BookPackage: XMLHandler {
    private struct Resource {
        var path: String
        var type: String
        var isNavigation: Bool
    }

    private let dublinCore = PropertiesHandler()
    private let path: String
    private var resources: [String: Resource] = [:]
    private var spine: [String] = []
    /// The picture on the cover, which may be shown by no chapter.
    private(set) var cover: String?
    private var coverID: String?

    /// - Parameter path: of the package in the archive; addresses in it are relative to it.
    init(path: String) {
        self.path = path
    }

    var properties: DocumentProperties { dublinCore.properties }

    /// Paths of the chapters. The table of contents is none.
    var chapters: [String] {
        spine.compactMap { resources[$0] }
            .filter { !$0.isNavigation && ($0.type.contains("html") || $0.type.contains("xml")) }
            .map(\.path)
    }

    func start(_ name: String, _ attributes: XMLAttributes) {
        dublinCore.start(name, attributes)
        switch name {
        case "opf:item", "item":
            guard let id = attributes["id"], let address = attributes["href"],
                let member = MemberAddress.resolve(address, from: path)
            else { return }
            let roles = attributes["properties"]?.split(separator: " ") ?? []
            if roles.contains("cover-image") { cover = member }
            resources[id] = Resource(
                path: member, type: attributes["media-type"] ?? "", isNavigation: roles.contains("nav"))
        case "opf:itemref", "itemref": if let id = attributes["idref"] { spine.append(id) }
        case "opf:meta", "meta": if attributes["name"] == "cover" { coverID = attributes["content"] }
        default: break
        }
    }

    func end(_ name: String) {
        dublinCore.end(name)
        if name == "opf:package" || name == "package", cover == nil, let id = coverID {
            cover = resources[id]?.path
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) { dublinCore.text(utf8) }
}
