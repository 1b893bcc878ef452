import NearestCore

/// The members of a document that is an archive: OOXML, OpenDocument, EPUB.
///
/// Members that hold words are many and small, and are kept from the first walk; a large sheet is streamed from the
/// archive each time, and pictures are taken out one at a time.
struct DocumentArchive {
    let source: SourceFile
    let limits: ArchiveLimits
    /// Every file in it by its path.
    private(set) var members: [String: ArchiveMember] = [:]
    /// What is wrong with the archive as a whole.
    private(set) var problems: [String] = []
    private var kept: [String: [UInt8]] = [:]

    private static let largestKept = 4 << 20
    private static let mostKept = 64 << 20
    /// Each begins the archive anew.
    private static let mostDamaged = 20
    private static let keptExtensions: Set<String> = ["xml", "rels", "opf", "xhtml", "html", "htm"]

    /// - Throws: `NearestError.unreadable` when nothing can be saved of it.
    init(_ source: SourceFile, limits: ArchiveLimits = ArchiveLimits()) throws {
        self.source = source
        self.limits = limits
        let walk = try ArchiveWalk(source, limits: limits)
        do {
            try index(walk)
        } catch let error as NearestError where !members.isEmpty && !walk.isOverLimit {
            problems.append(error.problem)
        }
        if !walk.hasDirectory && problems.isEmpty {
            problems.append("is cut short; what stands before the cut was read")
        }
        for name in walk.climbing.prefix(3) {
            problems.append("the member \(PlainText.oneLine(name)) leads out of the file and was left out")
        }
    }

    private mutating func index(_ walk: ArchiveWalk) throws {
        var total = 0
        while let member = try walk.next() {
            // Of two with one name the first counts, and its bytes are those that are read again.
            guard members[member.name] == nil else { continue }
            members[member.name] = member
            let fileExtension = CorpusPath(member.name).fileExtension
            let isText = Self.keptExtensions.contains(fileExtension) || member.name == "mimetype"
            guard isText, !member.isEncrypted, let size = member.size, size <= Self.largestKept,
                total + size <= Self.mostKept
            else { continue }
            let bytes = try walk.bytes()
            total += bytes.count
            kept[member.name] = bytes
        }
    }

    func holds(_ name: String) -> Bool { members[name] != nil }

    /// A member's bytes.
    ///
    /// - Throws: `NearestError.unreadable` where there is none of this name, where it is encrypted, damaged or too
    ///   large.
    func bytes(of name: String) throws -> [UInt8] {
        if let bytes = kept[name] { return bytes }
        return try walk(to: name).bytes()
    }

    /// The bytes of one member of a file of which nothing else is wanted.
    ///
    /// - Throws: as `bytes(of:)`.
    static func bytes(of name: String, in source: SourceFile) throws -> [UInt8] {
        try walk(to: name, in: source, limits: ArchiveLimits()).bytes()
    }

    /// Reads a member as XML.
    ///
    /// - Returns: what is wrong with it, where it could not be read to its end.
    /// - Throws: what the handler throws; `CancellationError`.
    func parse(_ name: String, with handler: any XMLHandler) throws -> String? {
        var problem: String?
        if let bytes = kept[name] {
            var rest = bytes[...]
            problem = try XMLStream.parse(for: handler, cancellation: source.cancellation) { buffer in
                let count = min(buffer.count, rest.count)
                buffer.copyBytes(from: rest.prefix(count))
                rest = rest.dropFirst(count)
                return count
            }
        } else {
            do {
                let walk = try walk(to: name)
                problem = try XMLStream.parse(
                    for: handler, cancellation: source.cancellation, read: walk.read(into:))
            } catch let error as NearestError where error.code == .unreadable {
                // What stands before the damage has been seen.
                problem = error.problem
            }
        }
        return problem.map { "\(PlainText.oneLine(name)): \($0)" }
    }

    /// Takes several members out, in the archive's order.
    ///
    /// One that is damaged ends the walk under way; the next one goes on behind it.
    ///
    /// - Returns: what is wrong with members that were not taken out.
    /// - Throws: `NearestError.unreadable` when the archive itself cannot be walked; what `body` throws.
    func visit(_ names: Set<String>, _ body: (String, [UInt8]) throws -> Void) throws -> [String] {
        var left = names
        var problems: [String] = []
        while !left.isEmpty {
            let walk = try ArchiveWalk(source, limits: limits)
            var damage: String?
            while damage == nil, !left.isEmpty, let member = try walk.next() {
                guard left.remove(member.name) != nil, !member.isEncrypted else { continue }
                let bytes: [UInt8]
                do {
                    bytes = try walk.bytes()
                } catch let error as NearestError where error.code == .unreadable && !walk.isOverLimit {
                    damage = "\(PlainText.oneLine(member.name)): \(error.problem)"
                    continue
                }
                try body(member.name, bytes)
            }
            guard let damage else { break }
            problems.append(damage)
            if problems.count == Self.mostDamaged, !left.isEmpty {
                problems.append("the members behind it were left out")
                break
            }
        }
        return problems
    }

    private func walk(to name: String) throws -> ArchiveWalk {
        try Self.walk(to: name, in: source, limits: limits)
    }

    private static func walk(to name: String, in source: SourceFile, limits: ArchiveLimits) throws -> ArchiveWalk {
        let walk = try ArchiveWalk(source, limits: limits)
        while let member = try walk.next() {
            guard member.name == name else { continue }
            if member.isEncrypted { throw source.unreadable("is encrypted and needs a password") }
            return walk
        }
        throw source.unreadable("holds no member \(PlainText.oneLine(name))")
    }
}
