import NearestCore

/// A part of a model's JSON that knows its file and its place in it, so that whatever is wrong can be named.
package struct ConfigurationNode: Sendable {
    /// The file.
    package let path: String
    /// The way from the top of the document, such as `pre_tokenizer.pretokenizers[1]`.
    package let place: String
    let value: JSONValue
    /// What every error about this document advises.
    private let remedy: String

    /// The document in the file at `path`.
    ///
    /// - Parameter remedy: what every error about it advises.
    /// - Throws: `NearestError(.brokenModel)` when the file cannot be read or is no JSON.
    package init(contentsOf path: String, remedy: String = "Fetch the model again.") throws {
        try self.init(parsing: FileBytes.read(path), path: path, remedy: remedy)
    }

    /// A document that was read already.
    ///
    /// - Parameters:
    ///   - path: what errors call it.
    ///   - remedy: what every error about it advises.
    package init(parsing bytes: [UInt8], path: String, remedy: String = "Fetch the model again.") throws {
        func broken(_ problem: String) -> NearestError {
            NearestError(.brokenModel, path, problem, remedy: remedy)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw broken("it is not UTF-8") }
        do {
            self.init(path: path, place: "", value: try JSONParser.parse(bytes), remedy: remedy)
        } catch let failure as JSONParser.Failure {
            throw broken("line \(failure.line) is not JSON: \(failure.problem)")
        }
    }

    init(path: String, place: String, value: JSONValue, remedy: String = "Fetch the model again.") {
        self.path = path
        self.place = place
        self.value = value
        self.remedy = remedy
    }

    private func node(_ place: String, _ value: JSONValue) -> ConfigurationNode {
        ConfigurationNode(path: path, place: place, value: value, remedy: remedy)
    }

    package func broken(_ problem: String) -> NearestError {
        NearestError(.brokenModel, path, place.isEmpty ? problem : "\(place) \(problem)", remedy: remedy)
    }

    /// The error for a stage of a kind that this program does not have.
    func unknownKind(_ kind: String) -> NearestError {
        NearestError(
            .brokenModel, path, "\(place) is of the kind \(kind), which is not known here",
            remedy: "Choose a model with another tokenizer.")
    }

    /// The member `name`, unless it is missing or null.
    package func child(_ name: String) -> ConfigurationNode? {
        guard let member = value[name], !member.isNull else { return nil }
        return node(place.isEmpty ? name : "\(place).\(name)", member)
    }

    package func required(_ name: String) throws -> ConfigurationNode {
        guard let child = child(name) else { throw broken("has no \(name)") }
        return child
    }

    /// The `type` of a stage.
    func kind() throws -> String { try required("type").string() }

    package func elements() throws -> [ConfigurationNode] {
        guard case .array(let elements) = value else { throw broken("is not a list") }
        return elements.enumerated().map { index, element in
            node("\(place)[\(index)]", element)
        }
    }

    func members() throws -> [JSONValue.Member] {
        guard case .object(let members) = value else { throw broken("is not an object") }
        return members
    }

    /// The names of an object's members, in the order of the document.
    package func names() throws -> [String] { try members().map { String(decoding: $0.name, as: UTF8.self) } }

    /// Whether this is a text; nothing else about it is looked at.
    package var isText: Bool { if case .string = value { true } else { false } }

    /// Every value below this one that is neither object nor list, with its place, in the order of the places:
    /// documents that say the same give the same.
    package func leaves() throws -> [(place: String, text: String)] {
        var leaves: [(place: String, text: String)] = []
        switch value {
        case .object:
            for name in try Set(names()) { leaves += try child(name)?.leaves() ?? [] }
        case .array:
            leaves = try elements().flatMap { try $0.leaves() }
        case .string: leaves = [(place, try string())]
        case .bool(let bool): leaves = [(place, String(bool))]
        case .integer(let integer): leaves = [(place, String(integer))]
        case .number(let number): leaves = [(place, String(number))]
        case .null: break
        }
        return leaves.sorted { $0.place < $1.place }
    }

    /// The text as UTF-8.
    func utf8() throws -> ArraySlice<UInt8> {
        guard case .string(let bytes) = value else { throw broken("is not a text") }
        return bytes
    }

    package func string() throws -> String { String(decoding: try utf8(), as: UTF8.self) }

    /// The text as scalars.
    func scalars() throws -> [UInt32] { RawText.scalars(of: try string()) }

    package func bool() throws -> Bool {
        guard case .bool(let bool) = value else { throw broken("is neither true nor false") }
        return bool
    }

    package func bool(_ name: String, default standard: Bool) throws -> Bool { try child(name)?.bool() ?? standard }

    package func integer() throws -> Int {
        guard case .integer(let integer) = value else { throw broken("is not a whole number") }
        return integer
    }

    package func double() throws -> Double {
        switch value {
        case .integer(let integer): return Double(integer)
        case .number(let number): return number
        default: throw broken("is not a number")
        }
    }

    /// A token's id: a whole number from 0 to 2³¹ - 1.
    func tokenID() throws -> Int32 {
        guard let id = Int32(exactly: try integer()), id >= 0 else {
            throw broken("is out of range for the id of a token")
        }
        return id
    }
}
