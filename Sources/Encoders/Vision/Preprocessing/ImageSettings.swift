import NearestCore

/// What is done to a picture before the network sees it, as `preprocessor_config.json` says.
struct ImageSettings: Hashable, Sendable {
    enum Resizing: Hashable, Sendable {
        case none
        /// To these sides, whatever that does to the proportions.
        case exact(height: Int, width: Int)
        /// The shorter side becomes this long, and the longer one follows.
        case shortestEdge(Int)
    }

    var resizing: Resizing
    var filter: PillowFilter
    /// The middle of this size is kept; what it lacks is black.
    var crop: PixelSize?
    /// Whether a crop that begins at half a pixel begins at the even one of both, as torchvision's does, and not at
    /// the first.
    var cropsToEven = false
    /// What values 0 to 255 are multiplied by; nil leaves them.
    var scale: Double?
    /// What is subtracted from red, green and blue, and what they are then divided by; nil leaves them.
    var mean: [Double]?
    var deviation: [Double]?

    struct PixelSize: Hashable, Sendable {
        var height: Int
        var width: Int
    }

    /// What every picture becomes; nil where pictures keep sizes of their own.
    var outputSize: PixelSize? {
        if let crop { return crop }
        if case .exact(let height, let width) = resizing { return PixelSize(height: height, width: width) }
        return nil
    }

    /// One line that differs when a vector may.
    var text: String {
        let resize =
            switch resizing {
            case .none: "none"
            case .exact(let height, let width): "\(height)x\(width)"
            case .shortestEdge(let edge): "shortest \(edge)"
            }
        func numbers(_ values: [Double]?) -> String { values.map { "\($0)" } ?? "none" }
        return "resize \(resize) \(filter), crop \(crop.map { "\($0.height)x\($0.width)" } ?? "none"), "
            + (cropsToEven ? "to even, " : "")
            + "scale \(scale.map { "\($0)" } ?? "none"), mean \(numbers(mean)), deviation \(numbers(deviation))"
    }
}
