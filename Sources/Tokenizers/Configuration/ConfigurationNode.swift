import NearestCore

/// A part of a tokenizer's JSON that knows its file and its place in it, so that whatever is wrong can be named.
struct ConfigurationNode: Sendable {
    /// The file.
    let path: String
    /// The way from the top of the document, such as `pre_tokenizer.pretokenizers[1]`.
    let place: String
    let value: JSONValue

    /// The document in the file at `path`.
    ///
    /// - Throws: `NearestError(.brokenModel)` when the file cannot be read or is no JSON.
    init(contentsOf path: String) throws {
        let bytes = try FileBytes.read(path)
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Self.broken(path, "it is not UTF-8")
        }
        do {
            self.init(path: path, place: "", value: try JSONParser.parse(bytes))
        } catch let failure as JSONParser.Failure {
            throw Self.broken(path, "line \(failure.line) is not JSON: \(failure.problem)")
        }
    }

    init(path: String, place: String, value: JSONValue) {
        self.path = path
        self.place = place
        self.value = value
    }

    private static func broken(_ path: String, _ problem: String) -> NearestError {
        NearestError(.brokenModel, path, problem, remedy: "Fetch the model again.")
    }

    func broken(_ problem: String) -> NearestError {
        Self.broken(path, place.isEmpty ? problem : "\(place) \(problem)")
    }

    /// The error for a stage of a kind that this program does not have.
    func unknownKind(_ kind: String) -> NearestError {
        NearestError(
            .brokenModel, path, "\(place) is of the kind \(kind), which is not known here",
            remedy: "Choose a model with another tokenizer.")
    }

    /// The member `name`, unless it is missing or null.
    func child(_ name: String) -> ConfigurationNode? {
        guard let member = value[name], !member.isNull else { return nil }
        return ConfigurationNode(path: path, place: place.isEmpty ? name : "\(place).\(name)", value: member)
    }

    func required(_ name: String) throws -> ConfigurationNode {
        guard let child = child(name) else { throw broken("has no \(name)") }
        return child
    }

    /// The `type` of a stage.
    func kind() throws -> String { try required("type").string() }

    func elements() throws -> [ConfigurationNode] {
        guard case .array(let elements) = value else { throw broken("is not a list") }
        return elements.enumerated().map { index, element in
            ConfigurationNode(path: path, place: "\(place)[\(index)]", value: element)
        }
    }

    func members() throws -> [JSONValue.Member] {
        guard case .object(let members) = value else { throw broken("is not an object") }
        return members
    }

    /// The text as UTF-8.
    func utf8() throws -> ArraySlice<UInt8> {
        guard case .string(let bytes) = value else { throw broken("is not a text") }
        return bytes
    }

    func string() throws -> String { String(decoding: try utf8(), as: UTF8.self) }

    /// The text as scalars.
    func scalars() throws -> [UInt32] { RawText.scalars(of: try string()) }

    func bool() throws -> Bool {
        guard case .bool(let bool) = value else { throw broken("is neither true nor false") }
        return bool
    }

    func bool(_ name: String, default standard: Bool) throws -> Bool { try child(name)?.bool() ?? standard }

    func integer() throws -> Int {
        guard case .integer(let integer) = value else { throw broken("is not a whole number") }
        return integer
    }

    func double() throws -> Double {
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
