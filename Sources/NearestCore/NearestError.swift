/// An error that a user can meet: what it concerns, what was wrong and what to do next.
package struct NearestError: Error, Hashable, Sendable {
    /// What kind of thing went wrong, for code that must choose; people read the message.
    package struct Code: Hashable, Sendable, RawRepresentable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A command or query that cannot be carried out as given.
        package static let invalidArgument = Code(rawValue: "invalid-argument")
        /// A file of the corpus that cannot be turned into segments.
        package static let unreadable = Code(rawValue: "unreadable")
        /// A model that is not on the disk, or that no architecture here knows.
        package static let unknownModel = Code(rawValue: "unknown-model")
        /// A model folder with a file missing, cut short or contradicting another.
        package static let brokenModel = Code(rawValue: "broken-model")
        /// The inference library is missing or refused a graph.
        package static let inference = Code(rawValue: "inference")
        /// The index on disk is damaged.
        package static let corruptIndex = Code(rawValue: "corrupt-index")
        /// The index was written by a newer version of this program.
        package static let newerIndex = Code(rawValue: "newer-index")
        /// The folder has not been indexed.
        package static let noIndex = Code(rawValue: "no-index")
        /// The index holds vectors of another space.
        package static let spaceMismatch = Code(rawValue: "space-mismatch")
        /// Another process is writing the index.
        package static let locked = Code(rawValue: "locked")
        /// A server that cannot be reached, that refused, or whose answer cannot be used.
        package static let network = Code(rawValue: "network")
        /// The operating system refused: no space, no permission, no such file.
        package static let system = Code(rawValue: "system")
    }

    package var code: Code
    /// The file, model or argument concerned.
    package var subject: String?
    /// What was wrong, as a clause without a full stop.
    package var problem: String
    /// What the user can do about it, as a sentence.
    package var remedy: String?
    /// Whether the same may succeed another time with the subject as it is: what is in the way lies outside of it, such
    /// as a program that is missing or a permission. What is damaged stays so.
    package var mayPass: Bool

    package init(
        _ code: Code, _ subject: String? = nil, _ problem: String, remedy: String? = nil, mayPass: Bool = false
    ) {
        self.code = code
        self.subject = subject
        self.problem = problem
        self.remedy = remedy
        self.mayPass = mayPass
    }
}

extension NearestError: CustomStringConvertible {
    /// One line, safe for a terminal: `subject: problem. Remedy.`
    package var description: String {
        var line = subject.map { "\($0): \(problem)" } ?? problem
        if let remedy { line += ". \(remedy)" }
        return PlainText.oneLine(line)
    }
}
