import NearestCore

/// The plain descriptors: models that are always here.
package enum PlainModels {
    static let all = [
        PlainModel(descriptor: ColourLayout()), PlainModel(descriptor: EdgeLayout()),
        PlainModel(descriptor: LogMelStatistics()),
    ]

    /// What encodes with them, for every index.
    package static var encoders: [any Encoder] { all.map(\.descriptor) }

    /// What a list of models says of them.
    package static var summaries: [ModelSummary] { all.map(ModelSummary.init) }

    static func model(_ id: String) -> PlainModel? { all.first { $0.id == id } }
}
