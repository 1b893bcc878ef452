import Foundation
import Inference
import NearestCore

/// The networks of a model for pictures, each compiled when it is first needed.
///
/// Safe to call from several threads; each call blocks while a network computes.
final class VisionNetwork: Sendable {
    private let model: VisionModel
    private let image: LoadedOnce<CompiledModel>
    private let text: LoadedOnce<CompiledModel>?

    /// Pictures of one run: more gain no speed, and each needs the memory of its layers.
    private static let picturesAtOnce = 8

    init(_ model: VisionModel, precision: Precision, cache: GraphCache = .standard) {
        self.model = model
        let name = model.folder.id
        image = LoadedOnce {
            try CompiledModel(model.imageGraph(), name: name, precision: precision, cache: cache)
        }
        text = model.architecture.textTower.map { tower in
            LoadedOnce {
                try CompiledModel(model.textGraph(tower), name: name, precision: precision, cache: cache)
            }
        }
    }

    /// One vector a picture, in the pictures' order.
    func embed(_ images: [PixelImage], cancellation: Cancellation) throws -> VectorBatch {
        let dimensions = model.architecture.dimensions
        let rows = try run(images, [(VisionModel.Port.embedding, dimensions)], cancellation)
        return VectorBatch(dimensions: dimensions, values: rows[0])
    }

    /// For each picture, the score of each class, before softmax.
    ///
    /// - Precondition: the model has a classifier.
    func logits(of images: [PixelImage], cancellation: Cancellation) throws -> [[Float]] {
        let width = model.classes?.count ?? 0
        let rows = try run(images, [(VisionModel.Port.logits, width)], cancellation)
        return images.indices.map { Array(rows[0][$0 * width..<($0 + 1) * width]) }
    }

    /// Both at once, from one run of the network.
    ///
    /// - Precondition: the model has a classifier.
    func embedAndScore(
        _ images: [PixelImage], cancellation: Cancellation
    ) throws -> (vectors: VectorBatch, logits: [[Float]]) {
        let (dimensions, width) = (model.architecture.dimensions, model.classes?.count ?? 0)
        let rows = try run(
            images, [(VisionModel.Port.embedding, dimensions), (VisionModel.Port.logits, width)], cancellation)
        return (
            VectorBatch(dimensions: dimensions, values: rows[0]),
            images.indices.map { Array(rows[1][$0 * width..<($0 + 1) * width]) }
        )
    }

    /// One vector a text.
    ///
    /// - Parameter sequences: token ids with their special tokens, none empty or longer than the tower's maximum.
    func embed(tokens sequences: [[Int32]], cancellation: Cancellation) throws -> VectorBatch {
        let dimensions = model.architecture.dimensions
        guard let text, let tower = model.architecture.textTower else {
            throw NearestError(
                .invalidArgument, model.folder.id, "this model reads no text",
                remedy: "Choose another with --model; `nearest models` says what each is for.")
        }
        var values = [Float](repeating: 0, count: sequences.count * dimensions)
        let lengths = sequences.map { tower.fillsUp ? tower.maximumTokens : $0.count }
        for batch in LengthBatches.plan(lengths: lengths, longest: tower.maximumTokens) {
            try cancellation.check()
            let vectors = try run(text.value, tower, batch.rows.map { sequences[$0] }, length: batch.length)
            for (position, row) in batch.rows.enumerated() {
                let vector = vectors[position * dimensions..<(position + 1) * dimensions]
                values.replaceSubrange(row * dimensions..<(row + 1) * dimensions, with: vector)
            }
        }
        return VectorBatch(dimensions: dimensions, values: values)
    }

    /// - Parameter outputs: those that are wanted, and how many numbers each has for a picture.
    /// - Returns: for each output, all pictures' numbers one after the other.
    private func run(
        _ images: [PixelImage], _ outputs: [(port: String, width: Int)], _ cancellation: Cancellation
    ) throws -> [[Float]] {
        let processor = model.processor
        let limit = ProcessInfo.processInfo.activeProcessorCount
        var rows = [[Float]](repeating: [], count: outputs.count)
        for start in stride(from: 0, to: images.count, by: Self.picturesAtOnce) {
            let batch = images[start..<min(start + Self.picturesAtOnce, images.count)]
            let prepared = try Workers.map(batch.count, limit: limit) { index in
                try cancellation.check()
                return processor.process(batch[batch.startIndex + index])
            }
            let shape = [batch.count, 3, processor.size.height, processor.size.width]
            let pixels = InputTensor(VisionModel.Port.pixels, shape, .float(prepared.flatMap(\.self)))
            let results = try image.value.run([pixels], outputs: outputs.map(\.port))
            for (index, result) in results.enumerated() {
                rows[index] += try check([result], [batch.count, outputs[index].width])
            }
        }
        return rows
    }

    private func run(
        _ compiled: CompiledModel, _ tower: any TextTower, _ sequences: [[Int32]], length: Int
    ) throws -> [Float] {
        var ids = [Int64](repeating: Int64(tower.paddingID), count: sequences.count * length)
        var pooled = [Float](repeating: 0, count: sequences.count * length)
        for (row, sequence) in sequences.enumerated() {
            for (place, id) in sequence.prefix(length).enumerated() { ids[row * length + place] = Int64(id) }
            pooled[row * length + min(length - 1, tower.pooledToken(of: sequence))] = 1
        }
        let shape = [sequences.count, length]
        let outputs = try compiled.run(
            [
                InputTensor(VisionModel.Port.ids, shape, .int64(ids)),
                InputTensor(VisionModel.Port.pooled, shape, .float(pooled)),
            ], outputs: [VisionModel.Port.embedding])
        return try check(outputs, [sequences.count, model.architecture.dimensions])
    }

    private func check(_ outputs: [OutputTensor], _ dimensions: [Int]) throws -> [Float] {
        guard let output = outputs.first, output.dimensions == dimensions else {
            throw NearestError.otherShape(model.folder.id)
        }
        guard output.values.allSatisfy(\.isFinite) else {
            throw NotFinite.error(model.folder.id, in: model.folder)
        }
        return output.values
    }
}
