import Inference
import NearestCore

/// A text model's network: token ids to vectors.
///
/// It has two compiled forms, one that answers a query soonest and one that gets the most documents done. Each
/// is compiled when it is first needed, since a run that finds nothing new needs none. Safe to call from
/// several threads; each call blocks while the network computes.
final class TextNetwork: Sendable {
    private let name: String
    private let folder: ModelFolder
    private let dimensions: Int
    private let paddingID: Int64
    private let poolsPrompt: Bool
    private let longest: Int
    private let single: LoadedOnce<CompiledModel>
    private let many: LoadedOnce<CompiledModel>

    init(_ model: TextModel, precision: Precision, cache: GraphCache = .standard) {
        name = model.folder.id
        folder = model.folder
        dimensions = model.dimensions
        poolsPrompt = model.settings.poolsPrompt
        longest = model.architecture.maximumTokens
        paddingID = Int64(model.architecture.paddingID)
        func form(_ tuning: CompiledModel.Tuning) -> LoadedOnce<CompiledModel> {
            LoadedOnce {
                try CompiledModel(
                    model.graph(), name: model.folder.id, precision: precision, tuning: tuning, cache: cache)
            }
        }
        single = form(.latency)
        many = form(.throughput)
    }

    /// One vector a sequence, in the sequences' order.
    ///
    /// - Parameters:
    ///   - sequences: token ids with their special tokens, none longer than the model's maximum.
    ///   - promptLength: how many tokens at the front of each are the prompt's, special ones before it included.
    ///     Only a model that leaves them out of pooling looks at it.
    /// - Throws: `NearestError` when the network fails, `CancellationError` when `cancellation` was raised
    ///   between two batches.
    func embed(
        _ sequences: [[Int32]], promptLength: Int = 0, cancellation: Cancellation
    ) throws -> VectorBatch {
        let batches = LengthBatches.plan(lengths: sequences.map(\.count), longest: longest)
        if batches.isEmpty { return VectorBatch(dimensions: dimensions) }

        let compiled = try (batches.count == 1 ? single : many).value
        let results = try Workers.map(batches.count, limit: compiled.concurrentRuns) { index in
            try cancellation.check()
            let batch = batches[index]
            return try run(
                compiled, batch.rows.map { sequences[$0] }, length: batch.length, promptLength: promptLength)
        }
        var values = [Float](repeating: 0, count: sequences.count * dimensions)
        for (batch, vectors) in zip(batches, results) {
            for (position, row) in batch.rows.enumerated() {
                let vector = vectors[position * dimensions..<(position + 1) * dimensions]
                values.replaceSubrange(row * dimensions..<(row + 1) * dimensions, with: vector)
            }
        }
        return VectorBatch(dimensions: dimensions, values: values)
    }

    /// One run: every sequence filled up to `length` tokens.
    private func run(
        _ compiled: CompiledModel, _ sequences: [[Int32]], length: Int, promptLength: Int
    ) throws -> [Float] {
        var ids: [Int64] = []
        var mask: [Int64] = []
        ids.reserveCapacity(sequences.count * length)
        mask.reserveCapacity(sequences.count * length)
        for sequence in sequences {
            let padding = length - sequence.count
            ids.append(contentsOf: sequence.lazy.map(Int64.init))
            ids.append(contentsOf: repeatElement(paddingID, count: padding))
            mask.append(contentsOf: repeatElement(1, count: sequence.count))
            mask.append(contentsOf: repeatElement(0, count: padding))
        }
        let shape = [sequences.count, length]
        var inputs = [
            InputTensor(TextModel.Port.ids, shape, .int64(ids)),
            InputTensor(TextModel.Port.mask, shape, .int64(mask)),
        ]
        if !poolsPrompt {
            for row in sequences.indices {
                for column in 0..<min(promptLength, length) { mask[row * length + column] = 0 }
            }
            inputs.append(InputTensor(TextModel.Port.counted, shape, .int64(mask)))
        }
        let outputs = try compiled.run(inputs, outputs: [TextModel.Port.embedding])
        return try checked(outputs.first, [sequences.count, dimensions])
    }

    private func checked(_ output: OutputTensor?, _ dimensions: [Int]) throws -> [Float] {
        guard let output, output.dimensions == dimensions else {
            throw NearestError.otherShape(name)
        }
        guard output.values.allSatisfy(\.isFinite) else {
            throw NotFinite.error(name, in: folder)
        }
        return output.values
    }
}
