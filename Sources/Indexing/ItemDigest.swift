import Crypto
import NearestCore

/// What makes two extracted items the same content: the same title and the same segments at the same places.
///
/// The record's number is left out, so that a row that moved within its table keeps its vectors; so are part and page.
/// What is seen or heard is not told by words: two pictures of one size and without words are two. There the bytes of
/// the file count, too; for a picture inside a document its small picture, so that it outlives a change of the words
/// around it.
enum ItemDigest {
    /// - Parameter source: tells the file from all others by its bytes.
    static func of(_ item: Item, in source: [UInt8] = []) -> ContentDigest {
        var hash = SHA256()
        if item.segments.contains(where: { $0.evidence == .native }), item.part == nil || item.thumbnail == nil {
            add(UInt64(source.count), to: &hash)
            hash.update(data: source)
            add(item.part ?? "", to: &hash)
        }
        add(item.title ?? "", to: &hash)
        for segment in item.segments {
            add(segment.modality.rawValue, to: &hash)
            add(segment.evidence.rawValue, to: &hash)
            add(place: segment.place, to: &hash)
            add(segment.text, to: &hash)
        }
        // Texts have neither, and keep the digests that they had before there were any.
        for field in item.metadata {
            add(field.name, to: &hash)
            add(field.value, to: &hash)
        }
        if let thumbnail = item.thumbnail { hash.update(data: thumbnail) }
        return ContentDigest(bytes: hash.finalize())
    }

    /// A length goes before each text, so that no two sequences of texts run together to the same bytes.
    private static func add(_ text: String, to hash: inout SHA256) {
        add(UInt64(text.utf8.count), to: &hash)
        var text = text
        text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    }

    private static func add(place: Place, to hash: inout SHA256) {
        switch place {
        case .whole:
            add(0, to: &hash)
        case .text(let page, let range):
            add(1, to: &hash)
            add(UInt64(page ?? 0), to: &hash)
            add(UInt64(range.lowerBound), to: &hash)
            add(UInt64(range.upperBound), to: &hash)
        case .time(let start, let end):
            add(2, to: &hash)
            add(start.bitPattern, to: &hash)
            add(end.bitPattern, to: &hash)
        }
    }

    private static func add(_ value: UInt64, to hash: inout SHA256) {
        withUnsafeBytes(of: value.littleEndian) { hash.update(bufferPointer: $0) }
    }
}
