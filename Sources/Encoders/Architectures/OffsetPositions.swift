import Inference

/// fairseq's counting of positions: a token's is the padding's id and one more for each token up to it that is
/// none of padding; padding's own, wherever it stands, is its id.
struct OffsetPositions {
    private let configuration: BertConfiguration

    init(_ configuration: BertConfiguration) {
        self.configuration = configuration
    }

    /// Word and position embeddings, added: batch × tokens × width.
    func embeddings(_ ids: OnnxGraph.Value, _ layer: TransformerLayers) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let width = configuration.dimensions
        let words = try layer.weight("embeddings.word_embeddings.weight", [configuration.vocabulary, width])
        let table = try layer.weight("embeddings.position_embeddings.weight", [configuration.positions, width])
        return graph.add(graph.gather(words, ids), graph.gather(table, positions(of: ids, in: graph)))
    }

    private func positions(of ids: OnnxGraph.Value, in graph: OnnxGraph) -> OnnxGraph.Value {
        let padding = graph.constant([Int64(configuration.paddingID)], [])
        let isPadding = graph.node("Equal", [ids, padding], elementType: .bool)
        let isToken = graph.cast(graph.node("Not", [isPadding]), to: .i64)
        let count = graph.node("CumSum", [isToken, graph.constant([Int64(1)], [])])
        return graph.add(graph.multiply(count, isToken), padding)
    }
}
