import FileAccess
import NearestCore

/// What files beside a picture say of it: `photo.txt` and `photo.md` are its caption, `photo.json` holds fields, and
/// `photo.xmp` is XMP.
struct SidecarReader {
    let source: SourceFile

    private static let greatestSidecar = 1 << 20

    /// - Returns: all that they say, and what was wrong with one.
    func metadata() throws -> (PictureMetadata, [String]) {
        var said = PictureMetadata()
        var problems: [String] = []
        for path in source.sidecars {
            try source.cancellation.check()
            let name = CorpusPath(bytes: path.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? path)
            do {
                if let more = try Self.metadata(inFileAt: path, named: name) { said.merge(more) }
            } catch let error as NearestError {
                problems.append("\(name.display), which stands beside it, \(error.problem)")
            }
        }
        return (said, problems)
    }

    private static func metadata(inFileAt path: [UInt8], named name: CorpusPath) throws -> PictureMetadata? {
        guard ["txt", "md", "json", "xmp"].contains(name.fileExtension) else { return nil }
        let file = try RegularFile(at: path, subject: name.display)
        if file.size > Int64(greatestSidecar) {
            throw NearestError(.unreadable, name.display, "is too long for a caption")
        }
        let bytes = try file.read(greatestSidecar)
        if name.fileExtension == "xmp" { return XMPReader.metadata(in: bytes) }
        let text = try TextDecoder.decode(bytes, subject: name.display)
        switch name.fileExtension {
        case "json":
            do {
                return metadata(in: try JSONParser.parse(text))
            } catch {
                throw NearestError(.unreadable, name.display, "is no JSON: line \(error.line): \(error.problem)")
            }
        case "md":
            let document = MarkdownParser.parse(text)
            return caption(String(decoding: document.utf8, as: UTF8.self))
        default: return caption(String(decoding: text, as: UTF8.self))
        }
    }

    private static func caption(_ text: String) -> PictureMetadata {
        var metadata = PictureMetadata()
        metadata.captions = [PictureMetadata.clean(text)].compactMap { $0 }
        return metadata
    }

    /// The fields that captions go by; where there is none, every text in the value.
    private static func metadata(in value: JSONValue) -> PictureMetadata {
        var metadata = PictureMetadata()
        guard case .object(let members) = value else {
            metadata.captions = texts(in: value)
            return metadata
        }
        for member in members {
            switch member.name.lowercased() {
            case "title", "headline": metadata.title = texts(in: member.value).first
            case "caption", "description", "alt", "alt_text", "text", "captions":
                metadata.captions += texts(in: member.value)
            case "keywords", "tags", "subjects":
                let words = texts(in: member.value)
                metadata.keywords +=
                    words.count == 1 ? words[0].split(separator: ",").map { PictureText.trimmed($0) } : words
            case "creator", "author", "photographer": metadata.creators += texts(in: member.value)
            case "place", "location", "city", "country": metadata.places += texts(in: member.value)
            default: break
            }
        }
        if metadata.isEmpty { metadata.captions = texts(in: value) }
        return metadata
    }

    private static func texts(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [PictureMetadata.clean(text)].compactMap { $0 }
        case .array(let values): values.prefix(256).flatMap { texts(in: $0) }
        case .object(let members): members.prefix(256).flatMap { texts(in: $0.value) }
        case .null, .bool, .number: []
        }
    }
}
