import Inference

/// How what goes in at one input fits the sizes that the network declares for it.
struct PortShape: Sendable, Equatable {
    /// How many inputs a run takes; nil where each run may choose.
    let batch: Int?
    /// The network's sizes behind the batch's; nil where each run may choose.
    let content: [Int?]
    private let hasBatchAxis: Bool

    /// - Parameters:
    ///   - port: as the network declares it.
    ///   - content: the sizes of one input; nil for any.
    /// - Returns: nil where they do not fit.
    init?(_ port: NetworkPort, content: [Int?]) {
        guard let declared = port.dimensions else {
            (batch, self.content, hasBatchAxis) = (nil, content, true)
            return
        }
        if let first = declared.first, Self.fits(declared.dropFirst(), content) {
            (batch, self.content, hasBatchAxis) = (first, Array(declared.dropFirst()), true)
        } else if Self.fits(declared[...], content) {
            (batch, self.content, hasBatchAxis) = (1, declared, false)
        } else {
            return nil
        }
        guard batch.map({ (1...4096).contains($0) }) ?? true else { return nil }
    }

    /// The sizes of a run's tensor.
    ///
    /// - Parameter content: of one input, as it fits.
    func dimensions(batch: Int, content sizes: [Int]) -> [Int] {
        var rest = sizes[...]
        var dimensions: [Int] = []
        for declared in content {
            // Axes of size 1 may stand anywhere between.
            if declared == 1, rest.count < content.count - dimensions.count {
                dimensions.append(1)
            } else {
                dimensions.append(rest.popFirst() ?? 1)
            }
        }
        return hasBatchAxis ? [batch] + dimensions : dimensions
    }

    /// Whether sizes fit what is declared, but for axes of size 1.
    private static func fits(_ declared: ArraySlice<Int?>, _ content: [Int?]) -> Bool {
        var rest = content[...]
        for (place, size) in declared.enumerated() {
            let left = declared.count - place
            if size == 1, rest.count < left { continue }
            guard let wanted = rest.popFirst() else { return false }
            if let size, let wanted, size != wanted { return false }
        }
        return rest.isEmpty
    }
}
