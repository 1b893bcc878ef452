/// Reads what a document says of itself: OOXML's `core.xml`, OpenDocument's `meta.xml`, EPUB's package. They share
/// Dublin Core's names.
final class PropertiesHandler: XMLHandler {
    private(set) var properties = DocumentProperties()
    private var content: [UInt8] = []
    /// In OpenDocument the creator is whoever changed the document last.
    private var hasInitialCreator = false

    func start(_ name: String, _ attributes: XMLAttributes) { content = [] }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) { content.append(contentsOf: utf8) }

    func end(_ name: String) {
        let value = PlainTextLine.trimmed(String(decoding: content, as: UTF8.self))
        content = []
        if value.isEmpty { return }
        switch name {
        case "dc:title": if properties.title.isEmpty { properties.title = value }
        case "meta:initial-creator":
            hasInitialCreator = true
            properties.authors = [value]
        case "dc:creator":
            if !hasInitialCreator && !properties.authors.contains(value) { properties.authors.append(value) }
        case "dc:subject": addSubject(value)
        case "cp:keywords", "meta:keyword": properties.keywords.append(value)
        case "dc:description": properties.description = value
        case "dc:language": properties.language = value
        case "dcterms:created", "meta:creation-date": properties.created = value
        default: break
        }
    }

    /// A package of EPUB has several.
    private func addSubject(_ value: String) {
        properties.subject += (properties.subject.isEmpty ? "" : ", ") + value
    }
}
