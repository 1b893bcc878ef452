import Inference
import NearestCore

/// Whisper's decoder, compiled: tokens and a window's states to the next token's scores.
///
/// Safe to call from several threads; each call blocks while the network computes.
struct WhisperDecoderNetwork: Sendable {
    private let cross: CompiledModel
    private let step: CompiledModel
    private let whisper: Whisper
    private let name: String

    init(_ whisper: Whisper, name: String, precision: Precision, cache: GraphCache = .standard) throws {
        cross = try CompiledModel(whisper.crossGraph(), name: name, precision: precision, cache: cache)
        step = try CompiledModel(whisper.decoderGraph(), name: name, precision: precision, cache: cache)
        self.whisper = whisper
        self.name = name
    }

    /// What a decoder knows in the middle of a window: the sound, and the tokens so far.
    struct Memory: Sendable {
        /// Tokens that the network has seen.
        fileprivate(set) var count = 0
        fileprivate var sound: [InputTensor]
        fileprivate var tokens: [InputTensor]
    }

    /// What the network says to some tokens.
    struct Answer: Sendable {
        /// Scores of every word as the one after the last token.
        var logits: [Float]
        /// Of the tokens: count × width, row-major.
        var states: [Float]
    }

    /// Begins a window.
    ///
    /// - Parameter states: the encoder's last: time × width.
    func memory(of states: [Float]) throws -> Memory {
        let input = InputTensor(
            Whisper.Port.states, [1, whisper.sourcePositions, whisper.dimensions], .float(states))
        let names = ports(Whisper.Port.cross)
        let outputs = try cross.run([input], outputs: names)
        let sound = zip(names, outputs).map { InputTensor($0, $1.dimensions, .float($1.values)) }
        let empty = [1, whisper.decoderHeads, 0, whisper.dimensions / whisper.decoderHeads]
        return Memory(sound: sound, tokens: ports(Whisper.Port.past).map { InputTensor($0, empty, .float([])) })
    }

    /// Goes on by some tokens.
    ///
    /// - Throws: `NearestError` when the network fails.
    /// - Precondition: there is a token, and the decoder has positions left for all.
    func answer(to ids: [Int], _ memory: inout Memory) throws -> Answer {
        let (past, total) = (memory.count, memory.count + ids.count)
        precondition(!ids.isEmpty && total <= whisper.targetPositions, "tokens have positions")
        // A token attends to itself and to those before it.
        let penalty = ids.indices.flatMap { row in (0..<total).map { $0 <= past + row ? Float(0) : -1e9 } }
        let inputs = [
            InputTensor(Whisper.Port.ids, [1, ids.count], .int64(ids.map(Int64.init))),
            InputTensor(Whisper.Port.positions, [1, ids.count], .int64((past..<total).map(Int64.init))),
            InputTensor(Whisper.Port.penalty, [ids.count, total], .float(penalty)),
        ]
        let outputs = try step.run(
            inputs + memory.sound + memory.tokens,
            outputs: [Whisper.Port.logits, Whisper.Port.states] + ports(Whisper.Port.present))
        guard outputs[0].dimensions == [1, whisper.vocabulary],
            outputs[1].dimensions == [1, ids.count, whisper.dimensions]
        else { throw NearestError.otherShape(name) }
        guard outputs.prefix(2).allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
            throw NotFinite.error(name, in: whisper.folder)
        }
        memory.count = total
        memory.tokens = zip(ports(Whisper.Port.past), outputs.dropFirst(2)).map {
            InputTensor($0, $1.dimensions, .float($1.values))
        }
        return Answer(logits: outputs[0].values, states: outputs[1].values)
    }

    private func ports(_ name: (String, Int) -> String) -> [String] {
        (0..<whisper.decoderLayers).flatMap { layer in Whisper.Port.kinds.map { name($0, layer) } }
    }
}
