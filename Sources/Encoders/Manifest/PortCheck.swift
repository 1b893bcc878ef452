import Inference
import NearestCore

/// Holds what a network declares of its inputs and outputs against its manifest.
struct PortCheck {
    private let compiled: CompiledModel
    private let manifestFile: String

    init(_ compiled: CompiledModel, manifestFile: String) {
        self.compiled = compiled
        self.manifestFile = manifestFile
    }

    /// - Returns: how what the manifest prepares fits each input.
    /// - Throws: `NearestError(.brokenModel)` for an input that is not there, is left out, or takes something else.
    func inputs(_ input: Manifest.Input) throws -> [PortReference: PortShape] {
        var shapes: [PortReference: PortShape] = [:]
        switch input {
        case .text(let text):
            for port in [text.ids, text.mask, text.types].compactMap(\.self) {
                shapes[port] = try self.input(port, text.type, [nil], "text")
            }
            if let fixed = shapes[text.ids]?.content.last ?? nil, fixed != text.maximumTokens {
                throw broken(
                    "text.maximum_tokens is \(text.maximumTokens) where the input \(text.ids) takes exactly \(fixed)"
                )
            }
        case .image(let image):
            shapes[image.port] = try self.input(image.port, image.type, image.shape, "image")
        case .audio(let audio):
            shapes[audio.port] = try self.input(audio.port, audio.type, audio.shape, "audio")
        }
        let all = try compiled.inputs()
        guard all.count == shapes.count else {
            throw broken(
                "it describes \(shapes.count) inputs where the network has \(all.count): \(Self.list(all))")
        }
        // One may be meant by its name and another by its position.
        guard Set(shapes.keys.compactMap { position(of: $0, among: all) }).count == shapes.count else {
            throw broken("it describes one input of the network twice; they are \(Self.list(all))")
        }
        return shapes
    }

    /// - Throws: `NearestError(.brokenModel)` for an output that is not there or holds no numbers.
    func outputs(_ ports: [PortReference]) throws {
        for port in ports {
            guard let found = compiled.output(port) else {
                throw broken(
                    "the network has no output \(port); its outputs are \(Self.list(try compiled.outputs()))")
            }
            guard found.elementType != nil else {
                throw broken("the network's output \(port) holds no numbers of a type that is known here")
            }
        }
    }

    private func position(of reference: PortReference, among all: [NetworkPort]) -> Int? {
        switch reference {
        case .position(let position): position
        case .name:
            // An input can have several names; the network always lists it by the same.
            compiled.input(reference).flatMap { port in all.firstIndex { $0.name == port.name } }
        }
    }

    private func input(
        _ reference: PortReference, _ type: NumberType, _ content: [Int?], _ member: String
    ) throws -> PortShape {
        guard let port = compiled.input(reference) else {
            throw broken(
                "the network has no input \(reference); its inputs are \(Self.list(try compiled.inputs()))")
        }
        guard port.elementType == type.elementType else {
            let taken = port.elementType.map { "\($0)" } ?? "a type that is not known here"
            throw broken("\(member).type is \(type.rawValue) where the input \(reference) takes \(taken)")
        }
        guard let shape = PortShape(port, content: content) else {
            let made = content.map { $0.map(String.init) ?? "tokens" }.joined(separator: ", ")
            throw broken("\(member) makes [batch, \(made)] where the input \(reference) takes \(port.shape)")
        }
        return shape
    }

    private func broken(_ problem: String) -> NearestError {
        NearestError(
            .brokenModel, manifestFile, problem,
            remedy: "Correct the file; `nearest models show --help` says what it may hold.")
    }

    private static func list(_ ports: [NetworkPort]) -> String {
        ports.enumerated().map { position, port in
            "\(port.name ?? "number \(position)") \(port.elementType.map { "\($0)" } ?? "?") \(port.shape)"
        }.joined(separator: ", ")
    }
}
