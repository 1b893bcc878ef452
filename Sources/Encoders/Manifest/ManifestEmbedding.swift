import Inference
import NearestCore
import Tokenizers

/// Which of a network's outputs is the embedding, and what becomes of it.
struct ManifestEmbedding: Sendable {
    let port: PortReference
    let dimensions: Int
    let pooling: Pooling
    let layout: ManifestLayout
    let normalises: Bool
    let quantisation: Quantisation?
    /// Whether these are the scores of classes, for want of anything better.
    let isScores: Bool

    enum Pooling: String, CaseIterable, Sendable {
        /// The output is one vector already.
        case none
        /// The mean over all places; padding counts like the rest.
        case mean
        /// The mean over a text's tokens, without its padding.
        case maskedMean = "masked_mean"
        case firstToken = "first_token"
        /// The mean over a picture's places.
        case spatialMean = "spatial_mean"
    }

    init(_ node: ConfigurationNode, modality: Modality) throws {
        let object = try ManifestObject(
            node, members: ["output", "dimensions", "pooling", "layout", "normalise", "quantisation"])
        port = try object.port("output") ?? .position(0)
        dimensions = try object.requiredWhole("dimensions", in: 1...1_000_000)
        pooling = try object.choice("pooling", of: Pooling.self) ?? .none
        if [.maskedMean, .firstToken].contains(pooling), modality != .text {
            throw try node.required("pooling").broken("is \"\(pooling.rawValue)\", which is for text")
        }
        if let layout = node.child("layout"), pooling != .spatialMean {
            throw layout.broken("is for the pooling spatial_mean")
        }
        layout = try object.choice("layout", of: ManifestLayout.self) ?? .channelsFirst
        normalises = try object.bool("normalise") ?? false
        quantisation = try node.child("quantisation").map(Quantisation.init)
        isScores = false
    }

    /// The scores themselves, where the network says nothing else.
    init(_ scores: ManifestScores) {
        port = scores.port
        dimensions = scores.labels.count
        pooling = .none
        layout = .channelsFirst
        normalises = false
        quantisation = scores.quantisation
        isScores = true
    }

    /// One input's vector.
    ///
    /// - Parameters:
    ///   - row: the input's part of the output.
    ///   - tokens: how many of its places are no padding; nil where there is no padding.
    /// - Throws: `NearestError(.brokenModel)` when the output has another shape than the manifest says.
    func vector(of row: NetworkRow, tokens: Int?, _ model: String) throws -> [Float] {
        let places = row.values.count / dimensions
        let isChannelsFirst = pooling == .spatialMean && layout == .channelsFirst
        // The axis of the channels: the last, or the last but two.
        let axis = row.dimensions.dropLast(isChannelsFirst ? 2 : 0).last
        let fits = pooling == .none ? row.values.count == dimensions : axis == dimensions
        guard fits, places > 0, places * dimensions == row.values.count else {
            throw NearestError(
                .brokenModel, model,
                "its output \(port) has the shape \(row.dimensions) an input, which pooling \"\(pooling.rawValue)\" "
                    + "does not make \(dimensions) numbers",
                remedy: "Correct embedding in its \(Manifest.fileName).")
        }
        let used = pooling == .firstToken ? 1 : pooling == .maskedMean ? min(places, tokens ?? places) : places
        var vector = [Float](repeating: 0, count: dimensions)
        for index in vector.indices {
            var sum = 0.0
            for place in 0..<used {
                let value = row.values[
                    row.values.startIndex
                        + (isChannelsFirst ? index * places + place : place * dimensions + index)]
                sum += Double(quantisation?.value(of: value) ?? value)
            }
            vector[index] = Float(sum / Double(max(1, used)))
        }
        return vector
    }

    /// The mean of several vectors' sum, with length 1 where the manifest asks for it.
    func finished(_ sum: [Double], count: Int) -> [Float] {
        let length = normalises ? sum.reduce(0) { $0 + $1 * $1 }.squareRoot() : Double(max(1, count))
        // The guard keeps a vector of length 0 from becoming none at all.
        return sum.map { Float($0 / max(length, 1e-12)) }
    }
}
