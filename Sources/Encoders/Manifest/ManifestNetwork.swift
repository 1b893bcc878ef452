import Inference
import NearestCore

/// A network with a manifest, compiled: inputs that were prepared to rows of its outputs.
///
/// What the network declares is held against what the manifest says before it first runs. Safe to call from
/// several threads; each call blocks while the network computes.
final class ManifestNetwork: Sendable {
    /// How many inputs one run takes.
    let batch: Int
    /// What every text is filled up to; nil where each run may choose.
    let fixedLength: Int?

    private let compiled: CompiledModel
    private let name: String
    private let file: String
    /// Whether every run takes exactly `batch` inputs.
    private let hasFixedBatch: Bool
    private let shapes: [PortReference: PortShape]

    /// Inputs of one run where neither the network nor the manifest says: more gain no speed, and each needs
    /// the memory of its layers.
    private static let defaultBatch = 8

    /// What goes in at one input for a run's inputs.
    struct Feed {
        var port: PortReference
        /// As many numbers for each of the run's inputs, one after the other.
        var numbers: InputTensor.Numbers
    }

    /// - Throws: `NearestError(.inference)` when OpenVINO refuses the network; `.brokenModel` when it contradicts
    ///   its manifest.
    init(_ model: ManifestModel, precision: Precision, cache: GraphCache? = .standard) throws {
        file = try model.networkFile()
        compiled = try CompiledModel(
            file: file, companions: model.companions(), name: model.folder.id, precision: precision,
            cache: cache)
        name = model.folder.id
        let check = PortCheck(compiled, manifestFile: model.manifest.path)
        let shapes = try check.inputs(model.manifest.input)
        try check.outputs([model.manifest.embedding.port] + (model.manifest.scores.map { [$0.port] } ?? []))
        self.shapes = shapes
        let fixed = Set(shapes.values.compactMap(\.batch))
        guard fixed.count <= 1 else {
            throw NearestError(
                .brokenModel, model.folder.id,
                "its inputs take different numbers of inputs a run: \(fixed.sorted())",
                remedy: "Export it with one batch for all inputs.")
        }
        let wanted = fixed.first ?? model.manifest.batch
        if case .audio(let audio) = model.manifest.input {
            batch = wanted ?? min(Self.defaultBatch, audio.windowsAtOnce)
            guard batch <= audio.windowsAtOnce else {
                throw NearestError(
                    .brokenModel, model.manifest.path,
                    "\(batch) windows a run, as long as these, would fill the memory",
                    remedy: "Let \"batch\" be at most \(audio.windowsAtOnce), or the windows be shorter.")
            }
        } else {
            batch = wanted ?? Self.defaultBatch
        }
        hasFixedBatch = !fixed.isEmpty
        if case .text(let text) = model.manifest.input {
            fixedLength = shapes[text.ids]?.content.last ?? nil
        } else {
            fixedLength = nil
        }
    }

    /// Runs the network once.
    ///
    /// - Parameters:
    ///   - count: of inputs, at most `batch`.
    ///   - content: the sizes of each input at each of `feeds`, without the batch.
    ///   - outputs: those that are wanted.
    /// - Returns: for each output, a row an input.
    func run(
        _ feeds: [Feed], count: Int, content: [Int], outputs: [PortReference]
    ) throws -> [[NetworkRow]] {
        let size = hasFixedBatch ? batch : count
        let tensors = try feeds.map { feed in
            guard let shape = shapes[feed.port] else {
                throw NearestError(
                    .inference, name, "its input \(feed.port) was not checked",
                    remedy:
                        "Name it in the \(Manifest.fileName) beside \(file).")
            }
            let numbers = count < size ? feed.numbers.filled(from: count, to: size) : feed.numbers
            return InputTensor(feed.port, shape.dimensions(batch: size, content: content), numbers)
        }
        return try zip(outputs, compiled.run(tensors, outputs: outputs)).map { port, tensor in
            try rows(of: tensor, size: size, port).prefix(count).map(\.self)
        }
    }

    private func rows(of tensor: OutputTensor, size: Int, _ port: PortReference) throws -> [NetworkRow] {
        guard tensor.values.allSatisfy(\.isFinite) else {
            throw NearestError(
                .inference, file, "its output \(port) is not finite",
                remedy: "Try --precision f32; if that does not help, the weights or the manifest are wrong.")
        }
        let isBatched = tensor.dimensions.first == size
        guard isBatched || size == 1, !tensor.values.isEmpty else {
            throw NearestError(
                .brokenModel, name, "its output \(port) has the shape \(tensor.dimensions) for \(size) inputs",
                remedy: "Set \"batch\": 1 in its \(Manifest.fileName), or name another output.")
        }
        let dimensions = Array(isBatched ? tensor.dimensions.dropFirst() : tensor.dimensions[...])
        let length = tensor.values.count / size
        return (0..<size).map { row in
            NetworkRow(dimensions: dimensions, values: tensor.values[row * length..<(row + 1) * length])
        }
    }
}

extension InputTensor.Numbers {
    /// With the first of `count` equal parts repeated until there are `total` parts: what goes in where a network
    /// wants more inputs than there are.
    fileprivate func filled(from count: Int, to total: Int) -> InputTensor.Numbers {
        func filled<Number>(_ values: [Number]) -> [Number] {
            let part = values.prefix(values.count / max(1, count))
            return values + (count..<total).flatMap { _ in part }
        }
        switch self {
        case .int64(let values): return .int64(filled(values))
        case .int32(let values): return .int32(filled(values))
        case .float(let values): return .float(filled(values))
        case .half(let values): return .half(filled(values))
        case .uint8(let values): return .uint8(filled(values))
        case .int8(let values): return .int8(filled(values))
        }
    }
}
