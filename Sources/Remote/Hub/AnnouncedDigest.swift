/// What the hub says a file's content hashes to.
enum AnnouncedDigest: Hashable, Sendable {
    /// Of files in large file storage. Hexadecimal, in lower case.
    case sha256(String)
    /// Of small files: the SHA-1 that git gives the content as an object.
    case gitBlob(String)

    /// - Parameter tag: an entity tag without quotes.
    init?(tag: String) {
        let tag = tag.lowercased()
        guard tag.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        switch tag.utf8.count {
        case 64: self = .sha256(tag)
        case 40: self = .gitBlob(tag)
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .sha256: "SHA-256"
        case .gitBlob: "git hash"
        }
    }

    var hexadecimal: String {
        switch self {
        case .sha256(let digits), .gitBlob(let digits): digits
        }
    }
}
