import NearestCore

/// EPUB. A chapter, which is a file of the book's spine, is a page; the book's own pages are the reading device's.
struct BookReader {
    let source: SourceFile

    /// Hands on the book, then its pictures.
    ///
    /// - Returns: what was wrong with a part of it.
    /// - Throws: `NearestError.unreadable` when nothing of it can be read; what `emit` throws.
    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        let archive = try DocumentArchive(source)
        var problems = ProblemList()
        archive.problems.forEach { problems.add($0) }
        let package = try package(in: archive, &problems)
        let locked = try lockedMembers(of: archive)
        let composer = DocumentComposer(limits: source.limits)
        var pictures = ShownPictures()
        if let cover = package.cover { pictures.add(cover, page: nil, words: []) }
        for (index, chapter) in package.chapters.enumerated() where !composer.isFull {
            if locked.contains(chapter) { throw source.unreadable("is locked to its buyer's devices (DRM)") }
            guard archive.holds(chapter) else {
                problems.add("chapter \(index + 1) is missing")
                continue
            }
            composer.begin(page: index + 1)
            let page: HTMLPage
            do {
                page = try HTMLParser.parse(
                    HTMLDecoder.decode(archive.bytes(of: chapter), subject: source.subject),
                    dropsBoilerplate: false,
                    cancellation: source.cancellation)
            } catch let error as NearestError where error.code == .unreadable {
                problems.add("chapter \(index + 1): \(error.problem)")
                continue
            }
            composer.add(page.document)
            page.problems.forEach { problems.add("chapter \(index + 1): \($0)") }
            for picture in page.pictures {
                guard let member = MemberAddress.resolve(picture.address, from: chapter) else { continue }
                pictures.add(member, page: index + 1, words: picture.words)
            }
        }
        var content = DocumentContent(composer, pictures: pictures, problems: problems, limits: source.limits)
        content.properties = package.properties
        return try content.emit(from: archive, to: emit)
    }

    private func package(in archive: DocumentArchive, _ problems: inout ProblemList) throws -> BookPackage {
        let container = Container()
        if archive.holds("META-INF/container.xml") {
            _ = try archive.parse("META-INF/container.xml", with: container)
        }
        let path = container.package ?? archive.members.keys.filter { $0.hasSuffix(".opf") }.min()
        guard let path, archive.holds(path) else {
            throw source.unreadable(archive.problems.first ?? "is an archive that holds no book")
        }
        let package = BookPackage(path: path)
        if let problem = try archive.parse(path, with: package) { problems.add(problem) }
        return package
    }

    /// Members that are encrypted; a book without a lock encrypts its fonts at most.
    private func lockedMembers(of archive: DocumentArchive) throws -> Set<String> {
        guard archive.holds("META-INF/encryption.xml") else { return [] }
        let encryption = Encryption()
        _ = try archive.parse("META-INF/encryption.xml", with: encryption)
        return encryption.members
    }

    private final class Container: XMLHandler {
        var package: String?

        func start(_ name: String, _ attributes: XMLAttributes) {
            if name == "container:rootfile", package == nil { package = attributes["full-path"] }
        }

        func end(_ name: String) {}
    }

    private final class Encryption: XMLHandler {
        var members: Set<String> = []

        func start(_ name: String, _ attributes: XMLAttributes) {
            guard name == "enc:CipherReference", let address = attributes["URI"] else { return }
            if let member = MemberAddress.resolve(address, from: "") { members.insert(member) }
        }

        func end(_ name: String) {}
    }
}
