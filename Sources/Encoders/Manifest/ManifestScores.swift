import Glibc
import Inference
import NearestCore
import Tokenizers

/// Which of a network's outputs holds the scores of classes, and what the classes are called.
struct ManifestScores: Sendable {
    let port: PortReference
    let kind: Kind
    let labels: [String]
    let quantisation: Quantisation?

    enum Kind: String, CaseIterable, Sendable {
        /// Softmax makes them probabilities: one class is right.
        case logits
        /// The logistic function makes each a probability: any number of classes may be right.
        case independentLogits = "independent_logits"
        case probabilities
    }

    init(_ node: ConfigurationNode, _ folder: ModelFolder) throws {
        let object = try ManifestObject(node, members: ["output", "are", "labels", "quantisation"])
        port = try object.port("output") ?? .position(0)
        guard let kind = try object.choice("are", of: Kind.self) else {
            throw node.broken("has no are: one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.kind = kind
        labels = try LabelsFile.read(folder.file(object.file("labels", endings: [])))
        quantisation = try node.child("quantisation").map(Quantisation.init)
    }

    /// The scores of one input.
    ///
    /// - Throws: `NearestError(.brokenModel)` when there are more or fewer than labels.
    func scores(of row: NetworkRow, _ model: String) throws -> [Float] {
        guard row.values.count == labels.count else {
            throw NearestError(
                .brokenModel, model,
                "its output \(port) has \(row.values.count) scores where the file of labels names \(labels.count)",
                remedy: "Correct scores in its \(Manifest.fileName), or the file of labels.")
        }
        return row.values.map { quantisation?.value(of: $0) ?? $0 }
    }

    /// The `count` likeliest classes, the likeliest first.
    func labels(of scores: [Float], count: Int) -> [Label] {
        switch kind {
        case .logits: return VisionEncoder.labels(scores, count: count, names: labels)
        case .independentLogits: return ranked(scores, count) { 1 / (1 + exp(-$0)) }
        case .probabilities: return ranked(scores, count) { $0 }
        }
    }

    private func ranked(_ scores: [Float], _ count: Int, _ probability: (Float) -> Float) -> [Label] {
        scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(max(0, count)).map {
            Label(name: labels[$0], logit: scores[$0], probability: probability(scores[$0]))
        }
    }
}
