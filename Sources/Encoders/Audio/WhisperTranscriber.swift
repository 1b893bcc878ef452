import Glibc
import NearestCore

/// Writes down what is said in a sound, in windows of 30 s: always the likeliest token, with moments.
///
/// A window that ends in the middle of a sentence is followed by one that begins where the last whole sentence
/// ended. Windows know nothing of each other's text, so that an error in one is not repeated in all that follow.
package final class WhisperTranscriber: Transcriber {
    package let model: String
    package let rate = LogMel.rate

    private let settings: WhisperSettings
    private let rules: WhisperRules
    private let vocabulary: WhisperVocabulary
    private let mel: LogMel
    private let tokenLimit: Int
    private let encoder: LoadedOnce<WhisperEncoderNetwork>
    private let decoder: LoadedOnce<WhisperDecoderNetwork>

    /// A window where the network expects nobody to speak, and is unsure of what it wrote, has no text.
    private static let (silenceProbability, leastMeanLogarithm) = (0.6, -1.0)

    package convenience init(_ folder: ModelFolder, precision: Precision) throws {
        let whisper = try Whisper(folder)
        try self.init(
            whisper, folder,
            encoder: LoadedOnce { try WhisperEncoderNetwork(whisper, name: folder.id, precision: precision) },
            decoder: LoadedOnce { try WhisperDecoderNetwork(whisper, name: folder.id, precision: precision) })
    }

    init(
        _ whisper: Whisper, _ folder: ModelFolder, encoder: LoadedOnce<WhisperEncoderNetwork>,
        decoder: LoadedOnce<WhisperDecoderNetwork>
    ) throws {
        model = folder.id
        settings = try WhisperSettings(folder, vocabulary: whisper.vocabulary)
        rules = WhisperRules(settings: settings)
        vocabulary = try WhisperVocabulary(folder)
        mel = LogMel(bands: whisper.bands)
        // Half of the positions, as the published models were trained: the other half is for a prompt.
        tokenLimit = max(
            1, min(whisper.targetPositions / 2, whisper.targetPositions - Whisper.promptLength))
        self.encoder = encoder
        self.decoder = decoder
    }

    package func transcript(
        of sound: any SoundSource, language: String?, cancellation: Cancellation
    ) throws -> [TranscriptPiece] {
        var pieces: [TranscriptPiece] = []
        // The window's samples, and where it begins in the recording.
        var window: [Float] = []
        var start = 0
        while true {
            window += try sound.read(LogMel.sampleCount - window.count, cancellation: cancellation)
            if window.isEmpty { return pieces }
            let written = try write(mel.features(of: window), language: language, cancellation: cancellation)
            let reading = WhisperReading(
                written.ids, seconds: Double(window.count) / Double(rate), settings: settings)
            if !written.isSilence {
                pieces += reading.pieces.compactMap { piece(of: $0, Double(start) / Double(rate)) }
            }
            let advance = written.isSilence ? window.count : Int(reading.advance * Double(rate))
            // Rounding, or a model that writes no moment but 0, must not keep this from getting on.
            let step = advance > 0 ? min(advance, window.count) : window.count
            window.removeFirst(step)
            start += step
        }
    }

    /// What the network wrote for one window.
    struct Window: Sendable {
        /// Without the prompt, and without the end.
        var ids: [Int]
        /// The code of the language, given or heard.
        var language: String?
        /// Whether nobody speaks, by the network's own opinion.
        var isSilence: Bool
    }

    /// - Parameter features: of one window, as `LogMel` makes them.
    func write(_ features: [Float], language: String?, cancellation: Cancellation) throws -> Window {
        let network = try decoder.value
        var memory = try network.memory(of: encoder.value.states(of: features))
        let opening = try network.answer(to: [settings.start], &memory).logits
        let spoken = try self.language(language, opening)
        let prompt = [spoken.flatMap { settings.languages[$0] }, settings.transcribe].compactMap { $0 }
        var logits = prompt.isEmpty ? opening : try network.answer(to: prompt, &memory).logits
        var ids: [Int] = []
        var sum = 0.0
        while true {
            try cancellation.check()
            rules.apply(to: &logits, written: ids)
            let next = logits.indices.max { logits[$0] < logits[$1] } ?? settings.end
            sum += Double(logits[next]) - Self.logarithmOfSum(logits)
            if next == settings.end { break }
            ids.append(next)
            if ids.count == tokenLimit { break }
            logits = try network.answer(to: [next], &memory).logits
        }
        let silence = exp(Double(opening[settings.noSpeech]) - Self.logarithmOfSum(opening))
        return Window(
            ids: ids, language: spoken,
            isSilence: silence > Self.silenceProbability
                && sum / Double(ids.count + 1) < Self.leastMeanLogarithm)
    }

    /// The wanted language, or the one whose token is the likeliest first; nil for a model of English only.
    private func language(_ wanted: String?, _ opening: [Float]) throws -> String? {
        if let wanted {
            if settings.languages.isEmpty, wanted == "en" { return nil }
            guard settings.languages[wanted] != nil else {
                let known =
                    settings.languages.isEmpty ? "en" : settings.languages.keys.sorted().joined(separator: ", ")
                throw NearestError(
                    .invalidArgument, model, "does not know the language \(wanted)", remedy: "It knows: \(known).")
            }
            return wanted
        }
        return settings.languages.max { (opening[$0.value], $1.value) < (opening[$1.value], $0.value) }?.key
    }

    private func piece(of part: WhisperReading.Piece, _ offset: Double) -> TranscriptPiece? {
        let text = vocabulary.text(of: part.ids.filter { $0 < settings.end })
        let trimmed = text.drop { $0.isWhitespace }
        guard !trimmed.isEmpty else { return nil }
        return TranscriptPiece(start: offset + part.start, end: offset + part.end, text: String(trimmed))
    }

    private static func logarithmOfSum(_ logits: [Float]) -> Double {
        guard let highest = logits.max(), highest > -.infinity else { return 0 }
        return Double(highest) + log(logits.reduce(0.0) { $0 + exp(Double($1 - highest)) })
    }
}
