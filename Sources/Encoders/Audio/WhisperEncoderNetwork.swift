import Inference
import NearestCore

/// Whisper's encoder, compiled: pictures of sound to states.
///
/// Safe to call from several threads; each call blocks while the network computes.
struct WhisperEncoderNetwork: Sendable {
    private let compiled: CompiledModel
    private let whisper: Whisper
    private let name: String

    init(_ whisper: Whisper, name: String, precision: Precision, cache: GraphCache = .standard) throws {
        compiled = try CompiledModel(
            whisper.encoderGraph(), name: name, precision: precision, cache: cache)
        self.whisper = whisper
        self.name = name
    }

    /// - Parameter features: of one window, as `LogMel` makes them.
    /// - Returns: the mean over time of the last states.
    func embedding(of features: [Float]) throws -> [Float] {
        try run(features, Whisper.Port.embedding, [1, whisper.dimensions])
    }

    /// - Returns: the last states, time × width, row-major.
    func states(of features: [Float]) throws -> [Float] {
        try run(features, Whisper.Port.states, [1, whisper.sourcePositions, whisper.dimensions])
    }

    private func run(_ features: [Float], _ port: String, _ shape: [Int]) throws -> [Float] {
        let input = InputTensor(Whisper.Port.features, [1, whisper.bands, LogMel.frameCount], .float(features))
        guard let output = try compiled.run([input], outputs: [port]).first, output.dimensions == shape else {
            throw NearestError.otherShape(name)
        }
        guard output.values.allSatisfy(\.isFinite) else {
            throw NotFinite.error(name, in: whisper.folder)
        }
        return output.values
    }
}
