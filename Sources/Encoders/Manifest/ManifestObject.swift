import Inference
import NearestCore
import Tokenizers

/// One object of a manifest, read strictly: a member that is not known is a mistake, and every mistake is named
/// with what would be right.
struct ManifestObject {
    let node: ConfigurationNode

    /// - Parameter members: all that the object may have.
    /// - Throws: `NearestError(.brokenModel)`, as all functions here do.
    init(_ node: ConfigurationNode, members: [String]) throws {
        self.node = node
        var seen = Set<String>()
        for name in try node.names() {
            guard members.contains(name) else {
                throw node.broken("has an unknown member \"\(name)\"; known are \(members.joined(separator: ", "))")
            }
            guard seen.insert(name).inserted else { throw node.broken("has two members \"\(name)\"") }
        }
    }

    func text(_ name: String) throws -> String? {
        try node.child(name)?.string()
    }

    func bool(_ name: String) throws -> Bool? {
        try node.child(name)?.bool()
    }

    /// A whole number; nil where it is missing.
    func whole(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let child = node.child(name) else { return nil }
        let value = try child.integer()
        guard range.contains(value) else {
            throw child.broken("is \(value), where \(range.lowerBound) to \(range.upperBound) is allowed")
        }
        return value
    }

    /// A whole number that must be there.
    func requiredWhole(_ name: String, in range: ClosedRange<Int>) throws -> Int {
        guard let value = try whole(name, in: range) else { throw node.broken("has no \(name)") }
        return value
    }

    /// A number; nil where it is missing.
    func number(_ name: String, in range: ClosedRange<Double>) throws -> Double? {
        guard let child = node.child(name) else { return nil }
        return try Self.number(child, in: range)
    }

    static func number(_ node: ConfigurationNode, in range: ClosedRange<Double>) throws -> Double {
        let value = try node.double()
        guard range.contains(value) else {
            throw node.broken("is \(value), where \(range.lowerBound) to \(range.upperBound) is allowed")
        }
        return value
    }

    /// One of the cases' names; nil where it is missing.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type
    ) throws -> Choice? where Choice.RawValue == String {
        guard let child = node.child(name) else { return nil }
        let value = try child.string()
        guard let choice = Choice(rawValue: value) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw child.broken("is \"\(value)\", where one of \(known) is allowed")
        }
        return choice
    }

    /// An input or output of the network, by its name or its position; nil where it is missing.
    func port(_ name: String) throws -> PortReference? {
        guard let child = node.child(name) else { return nil }
        if child.isText { return .name(try child.string()) }
        guard let position = try whole(name, in: 0...1000) else { return nil }
        return .position(position)
    }

    /// A file of the folder that must be named, perhaps in a folder below it.
    func file(_ name: String, endings: [String]) throws -> String {
        let child = try node.required(name)
        let file = try child.string()
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        guard !file.isEmpty, !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw child.broken("is \"\(file)\", where a file in the model's folder is allowed")
        }
        guard endings.isEmpty || endings.contains(where: { file.hasSuffix($0) }) else {
            throw child.broken(
                "is \"\(file)\", where a name that ends in \(endings.joined(separator: ", ")) is allowed")
        }
        return file
    }
}
