import Inference
import NearestCore

/// A text model's network, compiled: token ids to vectors.
///
/// Safe to call from several threads; each call blocks while the network computes.
struct TextNetwork: Sendable {
    private let compiled: CompiledModel
    private let dimensions: Int
    private let paddingID: Int64
    private let name: String

    init(_ model: TextModel, precision: Precision, cache: GraphCache = .standard) throws {
        compiled = try CompiledModel(model.graph(), name: model.folder.id, precision: precision, cache: cache)
        dimensions = model.architecture.dimensions
        paddingID = Int64(model.architecture.paddingID)
        name = model.folder.id
    }

    /// One vector a sequence, in the sequences' order.
    ///
    /// - Parameter sequences: token ids with their special tokens, none longer than the model's maximum.
    /// - Throws: `NearestError` when the network fails, `CancellationError` when `cancellation` was raised
    ///   between two batches.
    func embed(_ sequences: [[Int32]], cancellation: Cancellation) throws -> VectorBatch {
        var values = [Float](repeating: 0, count: sequences.count * dimensions)
        for batch in LengthBatches.plan(lengths: sequences.map(\.count)) {
            try cancellation.check()
            let vectors = try run(batch.rows.map { sequences[$0] }, length: batch.length)
            for (position, row) in batch.rows.enumerated() {
                let from = vectors[position * dimensions..<(position + 1) * dimensions]
                values.replaceSubrange(row * dimensions..<(row + 1) * dimensions, with: from)
            }
        }
        return VectorBatch(dimensions: dimensions, values: values)
    }

    /// One run: every sequence filled up to `length` tokens.
    private func run(_ sequences: [[Int32]], length: Int) throws -> [Float] {
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
        let outputs = try compiled.run(
            [
                InputTensor(TextModel.Port.ids, shape, .int64(ids)),
                InputTensor(TextModel.Port.mask, shape, .int64(mask)),
            ], outputs: [TextModel.Port.embedding])
        guard let output = outputs.first, output.dimensions == [sequences.count, dimensions] else {
            throw NearestError(.inference, name, "the network gave an output of another shape")
        }
        guard output.values.allSatisfy(\.isFinite) else {
            throw NearestError(
                .inference, name, "the network gave a vector that is not finite",
                remedy: "Try --precision f32; if that does not help, fetch the model again.")
        }
        return output.values
    }
}
