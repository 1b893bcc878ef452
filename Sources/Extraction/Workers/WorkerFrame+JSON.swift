import FoundationEssentials

extension WorkerFrame {
    /// - Throws: when `control` cannot be JSON: a number that is none.
    init(_ kind: Kind, _ control: some Encodable, payload: [UInt8] = []) throws {
        self.init(kind: kind, control: Array(try JSONEncoder().encode(control)), payload: payload)
    }

    /// - Throws: `WorkerFrameParser.Nonsense` when the control part is something else.
    func decoded<Control: Decodable>(_ type: Control.Type = Control.self) throws -> Control {
        do {
            return try JSONDecoder().decode(type, from: Data(control))
        } catch {
            throw WorkerFrameParser.Nonsense(problem: "a message of another form")
        }
    }
}
