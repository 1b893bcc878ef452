import Foundation
import Inference
import NearestCore

/// The network of a model for films, compiled when it is first needed.
///
/// Safe to call from several threads; each call blocks while the network computes.
final class VideoNetwork: Sendable {
    private let model: VideoModel
    private let compiled: LoadedOnce<CompiledModel>

    init(_ model: VideoModel, precision: Precision, cache: GraphCache = .standard) {
        self.model = model
        let name = model.folder.id
        compiled = LoadedOnce {
            try CompiledModel(model.perceiver.graph(name: name), name: name, precision: precision, cache: cache)
        }
    }

    /// One vector a clip, in the clips' order.
    func embed(_ clips: [VideoClip], cancellation: Cancellation) throws -> VectorBatch {
        let rows = try run(clips, [(Perceiver.Port.embedding, model.dimensions)], cancellation)
        return VectorBatch(dimensions: model.dimensions, values: rows.flatMap { $0[0] })
    }

    /// For each clip, the score of each class, before softmax.
    func logits(of clips: [VideoClip], cancellation: Cancellation) throws -> [[Float]] {
        try run(clips, [(Perceiver.Port.logits, model.classes.count)], cancellation).map { $0[0] }
    }

    /// Both at once, from one run of the network a clip.
    func embedAndScore(
        _ clips: [VideoClip], cancellation: Cancellation
    ) throws -> (vectors: VectorBatch, logits: [[Float]]) {
        let rows = try run(
            clips,
            [(Perceiver.Port.embedding, model.dimensions), (Perceiver.Port.logits, model.classes.count)],
            cancellation)
        let vectors = VectorBatch(dimensions: model.dimensions, values: rows.flatMap { $0[0] })
        return (vectors, rows.map { $0[1] })
    }

    /// One clip a run: it has more tokens than keep all processors busy, and two would only need twice the memory.
    private func run(
        _ clips: [VideoClip], _ outputs: [(port: String, width: Int)], _ cancellation: Cancellation
    ) throws -> [[[Float]]] {
        try clips.map { clip in
            try cancellation.check()
            return try run([clip], outputs)
        }
    }

    /// Clips that run together.
    ///
    /// - Parameter wanted: the outputs, and how many numbers each has for a clip.
    /// - Returns: for each output, all clips' numbers one after the other.
    func run(_ clips: [VideoClip], _ wanted: [(port: String, width: Int)]) throws -> [[Float]] {
        let (side, sampling) = (model.processor.size, model.perceiver.configuration.sampling)
        let pixels = try clips.flatMap(self.pixels)
        let sound = try clips.flatMap(self.sound)
        let inputs = [
            InputTensor(
                Perceiver.Port.pixels, [clips.count, sampling.frames, side.height, side.width, 3], .uint8(pixels)),
            InputTensor(Perceiver.Port.sound, [clips.count, sampling.soundCount], .float(sound)),
        ]
        let outputs = try compiled.value.run(inputs, outputs: wanted.map(\.port))
        return try zip(wanted, outputs).map { wanted, output in
            guard output.dimensions == [clips.count, wanted.width] else {
                throw NearestError.otherShape(model.folder.id)
            }
            guard output.values.allSatisfy(\.isFinite) else {
                throw NotFinite.error(model.folder.id, in: model.folder)
            }
            return output.values
        }
    }

    /// A clip's pictures: pictures × height × width × 3. What a short clip lacks is its last picture.
    private func pixels(of clip: VideoClip) throws -> [UInt8] {
        let sampling = model.perceiver.configuration.sampling
        guard abs(clip.frameRate - sampling.frameRate) < 1e-6 else {
            throw NearestError(
                .invalidArgument, model.folder.id,
                "this model takes \(sampling.frameRate) pictures a second, not \(clip.frameRate)")
        }
        let frames = clip.frames.prefix(sampling.frames)
        var pictures = try Workers.map(frames.count, limit: ProcessInfo.processInfo.activeProcessorCount) { index in
            model.processor.pixels(of: frames[index])
        }
        if let last = pictures.last {
            pictures += [[UInt8]](repeating: last, count: sampling.frames - frames.count)
        }
        return pictures.flatMap(\.self)
    }

    /// A clip's sound; what it lacks is silence.
    private func sound(of clip: VideoClip) throws -> [Float] {
        let sampling = model.perceiver.configuration.sampling
        guard let sound = clip.sound else { return [Float](repeating: 0, count: sampling.soundCount) }
        guard sound.rate == sampling.soundRate else {
            throw NearestError(
                .invalidArgument, model.folder.id,
                "this model takes sound of \(sampling.soundRate) Hz, not \(sound.rate)")
        }
        let samples = sound.samples.prefix(sampling.soundCount)
        return samples + [Float](repeating: 0, count: sampling.soundCount - samples.count)
    }
}
