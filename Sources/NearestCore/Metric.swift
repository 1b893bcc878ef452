/// What makes two vectors of a space near: how a search scores a vector against its query.
package enum Metric: String, Codable, Sendable, CaseIterable {
    /// The cosine of the angle between them. The lengths of vectors say nothing.
    case cosine
    /// Their inner product, which is the cosine where vectors have length 1.
    case innerProduct = "ip"
    /// The negated square of their Euclidean distance, so that here, too, more is nearer.
    case l2

    /// The score of one vector against another of as many values; 0 for the cosine with a vector of length 0.
    package func score(_ vector: some Collection<Float>, _ other: some Collection<Float>) -> Float {
        var (product, squares, otherSquares, distance): (Float, Float, Float, Float) = (0, 0, 0, 0)
        for (left, right) in zip(vector, other) {
            product += left * right
            squares += left * left
            otherSquares += right * right
            distance += (left - right) * (left - right)
        }
        switch self {
        case .innerProduct: return product
        case .l2: return -distance
        case .cosine:
            let lengths = squares.squareRoot() * otherSquares.squareRoot()
            return lengths > 0 ? product / lengths : 0
        }
    }
}

extension Space {
    /// The name of the setting that names a metric.
    package static let metricSetting = "metric"

    /// How the vectors of this space are compared: as its settings say; where they do not, the inner product for a
    /// model that normalises its vectors, and the cosine for one that does not.
    package var metric: Metric {
        if let named = settings[Self.metricSetting].flatMap({ Metric(rawValue: $0) }) { return named }
        return settings["normalised"] == "true" ? .innerProduct : .cosine
    }

    /// The name of the setting that vectors made elsewhere have.
    package static let importSetting = "imported"

    /// Whether the vectors were made elsewhere, so that no model here can make one of a query.
    package var isImported: Bool { settings[Self.importSetting] == "true" }
}

extension NearestError {
    /// Words are looked for where no words are.
    package init(wordless space: Space) {
        let kinds = space.modalities.map(\.rawValue).joined(separator: " and ")
        self.init(
            .invalidArgument, space.model, "this model compares \(kinds) with \(kinds) and takes no words",
            remedy: "Name a model that reads text, or leave --model out.")
    }

    /// Vectors are wanted that no model here can make.
    package init(unencodable space: Space) {
        self.init(
            .unknownModel, space.model, "its vectors were imported, so no model here makes one of words",
            remedy: "Add a model that reads text with `nearest index --model ID`, or ask with vectors of your own: "
                + "`nearest bench search --queries Q.npy`.")
    }
}
