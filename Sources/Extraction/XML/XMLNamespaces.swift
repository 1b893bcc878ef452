/// The namespaces of the documents that are read here, each with one prefix of ours, so that both dialects of OOXML
/// (ISO/IEC 29500 transitional and strict) and whatever prefixes a program chose look the same.
enum XMLNamespaces {
    /// The prefix of a namespace; `?` for one that means nothing here.
    static func prefix(of address: String) -> String {
        prefixes[address] ?? "?"
    }

    private static let prefixes: [String: String] = {
        var prefixes = others
        for (prefix, transitional, strict) in office {
            prefixes["http://schemas.openxmlformats.org/" + transitional] = prefix
            prefixes["http://purl.oclc.org/ooxml/" + strict] = prefix
        }
        for (prefix, name) in openDocument {
            prefixes["urn:oasis:names:tc:opendocument:xmlns:\(name):1.0"] = prefix
        }
        return prefixes
    }()

    private static let office = [
        ("w", "wordprocessingml/2006/main", "wordprocessingml/main"),
        ("p", "presentationml/2006/main", "presentationml/main"),
        ("x", "spreadsheetml/2006/main", "spreadsheetml/main"),
        ("a", "drawingml/2006/main", "drawingml/main"),
        ("c", "drawingml/2006/chart", "drawingml/chart"),
        ("dgm", "drawingml/2006/diagram", "drawingml/diagram"),
        ("pic", "drawingml/2006/picture", "drawingml/picture"),
        ("wp", "drawingml/2006/wordprocessingDrawing", "drawingml/wordprocessingDrawing"),
        ("xdr", "drawingml/2006/spreadsheetDrawing", "drawingml/spreadsheetDrawing"),
        ("r", "officeDocument/2006/relationships", "officeDocument/relationships"),
        ("m", "officeDocument/2006/math", "officeDocument/math"),
        ("rel", "package/2006/relationships", "package/relationships"),
        ("ct", "package/2006/content-types", "package/content-types"),
        ("cp", "package/2006/metadata/core-properties", "package/metadata/core-properties"),
        ("mc", "markup-compatibility/2006", "markup-compatibility"),
    ]

    private static let openDocument = [
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("svg", "svg-compatible"),
        ("presentation", "presentation"), ("style", "style"), ("meta", "meta"), ("manifest", "manifest"),
    ]

    private static let others = [
        "http://purl.org/dc/elements/1.1/": "dc", "http://purl.org/dc/terms/": "dcterms",
        "http://www.w3.org/1999/xlink": "xlink", "http://www.w3.org/XML/1998/namespace": "xml",
        "urn:schemas-microsoft-com:vml": "v", "urn:schemas-microsoft-com:office:office": "o",
        "http://www.idpf.org/2007/opf": "opf", "http://www.w3.org/2001/04/xmlenc#": "enc",
        "urn:oasis:names:tc:opendocument:xmlns:container": "container",
    ]
}
