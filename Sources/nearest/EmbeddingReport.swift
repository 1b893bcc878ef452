import NearestCore

/// A line of `nearest embed --json`.
struct EmbeddingReport: Encodable {
    var input: String
    var model: String
    var modality: Modality
    var dimensions: Int
    var vector: [Float]
    var labels: [LabelReport]?
    var transcript: [PieceReport]?
    var decoderStates: [[Float]]?

    init(_ answer: Embedder.Answer, input: String, model: String) {
        self.input = input
        self.model = model
        modality = answer.modality
        dimensions = answer.vector.count
        vector = answer.vector
        labels = answer.labels?.map(LabelReport.init)
        transcript = answer.transcript?.map(PieceReport.init)
        decoderStates = answer.decoderStates
    }

    enum CodingKeys: String, CodingKey {
        case input, model, modality, dimensions, vector, labels, transcript
        case decoderStates = "decoder_states"
    }

    struct LabelReport: Encodable {
        var name: String
        var logit: Float
        var probability: Float

        init(_ label: Label) {
            name = label.name
            logit = label.logit
            probability = label.probability
        }
    }

    struct PieceReport: Encodable {
        var start: Double
        var end: Double
        var text: String

        init(_ piece: TranscriptPiece) {
            // The network tells moments in steps of 20 ms; a sum of them has digits that mean nothing.
            start = (piece.start * 100).rounded() / 100
            end = (piece.end * 100).rounded() / 100
            text = piece.text
        }

        enum CodingKeys: String, CodingKey {
            case text
            case start = "start_s"
            case end = "end_s"
        }
    }
}
