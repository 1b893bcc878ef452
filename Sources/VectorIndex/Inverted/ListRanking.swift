import NearestCore

/// What makes a query look into one list sooner than into another. The numbers are part of the format.
enum ListRanking: UInt32, Sendable, CaseIterable {
    /// How near the list's centre is.
    case distance = 0
    /// How high the inner product with the list's centre is: where scores are inner products and some rows are much
    /// longer than others, the best ones are long rather than near.
    case product = 1

    /// Those that may suit a metric.
    static func candidates(for metric: Metric) -> [ListRanking] {
        metric == .innerProduct ? [.distance, .product] : [.distance]
    }
}
