import NearestCore

/// An OOXML document (ISO/IEC 29500): its archive, and the member that everything hangs on.
struct OfficePackage {
    enum Content: String {
        case word = "wordprocessingml"
        case slides = "presentationml"
        case sheets = "spreadsheetml"
    }

    let archive: DocumentArchive
    /// The path of the main member: `word/document.xml`.
    let main: String
    let content: Content

    /// - Throws: `NearestError.unreadable` where the archive holds no such document.
    init(_ source: SourceFile) throws {
        try OlderOffice.refuse(source)
        archive = try DocumentArchive(source)
        if archive.members.values.contains(where: \.isEncrypted) {
            throw source.unreadable("is encrypted and needs a password")
        }
        let references = try Relationships(of: "", in: archive)
        guard let main = references.targets(ofType: "officeDocument").first, archive.holds(main) else {
            throw source.unreadable(archive.problems.first ?? "is an archive that holds no office document")
        }
        self.main = main
        let types = ContentTypes()
        if archive.holds("[Content_Types].xml") { _ = try archive.parse("[Content_Types].xml", with: types) }
        let type = types.byPart["/" + main] ?? main
        guard let content = Self.content(type) else {
            throw source.unreadable("is an office document of a kind that is not read")
        }
        self.content = content
    }

    /// What the document says of itself.
    func properties() throws -> DocumentProperties {
        let references = try Relationships(of: "", in: archive)
        guard let core = references.targets(ofType: "core-properties").first, archive.holds(core) else {
            return DocumentProperties()
        }
        let handler = PropertiesHandler()
        _ = try archive.parse(core, with: handler)
        return handler.properties
    }

    private static func content(_ type: String) -> Content? {
        let all: [(String, Content)] = [
            ("wordprocessingml", .word), ("ms-word", .word), ("word/", .word), ("presentationml", .slides),
            ("ms-powerpoint", .slides), ("ppt/", .slides), ("spreadsheetml", .sheets),
            ("ms-excel.sheet.macro", .sheets),
            ("ms-excel.template.macro", .sheets), ("xl/workbook.xml", .sheets),
        ]
        return all.first { type.contains($0.0) }?.1
    }

    private final class ContentTypes: XMLHandler {
        var byPart: [String: String] = [:]

        func start(_ name: String, _ attributes: XMLAttributes) {
            guard name == "ct:Override", let part = attributes["PartName"], let type = attributes["ContentType"]
            else { return }
            byPart[part] = type
        }

        func end(_ name: String) {}
    }
}
