import Inference
import NearestCore
import Tokenizers

/// What a network for pictures sees.
struct ManifestImage: Sendable {
    let port: PortReference
    let layout: ManifestLayout
    let type: NumberType
    /// Whether blue comes first.
    let isBlueFirst: Bool
    let quantisation: Quantisation?
    let processor: ImageProcessor

    private enum Channels: String, CaseIterable {
        case redFirst = "RGB"
        case blueFirst = "BGR"
    }

    init(_ node: ConfigurationNode, _ folder: ModelFolder) throws {
        let object = try ManifestObject(
            node, members: ["input", "layout", "type", "channels", "quantisation", "preprocessing"])
        port = try object.port("input") ?? .position(0)
        layout = try object.choice("layout", of: ManifestLayout.self) ?? .channelsFirst
        type = try object.choice("type", of: NumberType.self) ?? .f32
        isBlueFirst = try object.choice("channels", of: Channels.self) == .blueFirst
        quantisation = try node.child("quantisation").map(Quantisation.init)
        if let quantised = node.child("quantisation"), !type.isWhole {
            throw quantised.broken("is for whole numbers, and \(node.place).type is \(type.rawValue)")
        }
        let keepsPixels = type.isWhole && quantisation == nil
        var settings = try Self.settings(node.required("preprocessing"), folder, keepsPixels: keepsPixels)
        if keepsPixels { (settings.scale, settings.mean, settings.deviation) = (nil, nil, nil) }
        guard settings.outputSize != nil else {
            throw try node.required("preprocessing").broken("gives pictures no fixed size: add resize or crop")
        }
        processor = try ImageProcessor(settings, model: folder.id)
    }

    private static func settings(
        _ node: ConfigurationNode, _ folder: ModelFolder, keepsPixels: Bool
    ) throws -> ImageSettings {
        if node.isText {
            let name = try node.string()
            guard name == "preprocessor_config.json" else {
                throw node.broken("is \"\(name)\", where \"preprocessor_config.json\" or an object is allowed")
            }
            return try ImageSettings(folder, family: .vit)
        }
        let object = try ManifestObject(
            node, members: ["resize", "crop", "resampling", "rescale", "mean", "std"])
        for name in ["rescale", "mean", "std"] where keepsPixels {
            if let child = node.child(name) {
                throw child.broken("has no use: whole numbers without quantisation are the pixels as they are")
            }
        }
        let mean = try node.child("mean").map { try channels($0, in: -1e6...1e6) }
        let deviation = try node.child("std").map { try channels($0, in: 1e-9...1e6) }
        guard (mean == nil) == (deviation == nil) else {
            throw node.broken("must have both mean and std or neither")
        }
        return ImageSettings(
            resizing: try resizing(node), filter: try filter(object), crop: try node.child("crop").map(size),
            scale: try object.number("rescale", in: -1e6...1e6) ?? 1 / 255, mean: mean, deviation: deviation)
    }

    private static func resizing(_ node: ConfigurationNode) throws -> ImageSettings.Resizing {
        guard let child = node.child("resize") else { return .none }
        if child.child("shortest_edge") == nil {
            let size = try size(child)
            return .exact(height: size.height, width: size.width)
        }
        let object = try ManifestObject(child, members: ["shortest_edge"])
        return .shortestEdge(try object.requiredWhole("shortest_edge", in: 1...4096))
    }

    private static func size(_ node: ConfigurationNode) throws -> ImageSettings.PixelSize {
        let object = try ManifestObject(node, members: ["height", "width"])
        return ImageSettings.PixelSize(
            height: try object.requiredWhole("height", in: 1...4096),
            width: try object.requiredWhole("width", in: 1...4096))
    }

    private static func filter(_ object: ManifestObject) throws -> PillowFilter {
        enum Name: String, CaseIterable { case nearest, lanczos, bilinear, bicubic, box, hamming }
        switch try object.choice("resampling", of: Name.self) ?? .bilinear {
        case .nearest: return .nearest
        case .lanczos: return .lanczos
        case .bilinear: return .bilinear
        case .bicubic: return .bicubic
        case .box: return .box
        case .hamming: return .hamming
        }
    }

    private static func channels(
        _ node: ConfigurationNode, in range: ClosedRange<Double>
    ) throws -> [Double] {
        let values = try node.elements().map { try ManifestObject.number($0, in: range) }
        guard values.count == 3 else { throw node.broken("has \(values.count) numbers, where 3 are needed") }
        return values
    }

    /// A picture's sizes as they go in, without the batch.
    var shape: [Int] {
        let (height, width) = (processor.size.height, processor.size.width)
        return layout == .channelsFirst ? [3, height, width] : [height, width, 3]
    }

    /// A picture as it goes in.
    func values(of image: PixelImage) -> [Float] {
        let planes = processor.process(image)
        let plane = processor.size.height * processor.size.width
        return [Float](unsafeUninitializedCapacity: planes.count) { output, done in
            for channel in 0..<3 {
                let source = (isBlueFirst ? 2 - channel : channel) * plane
                for place in 0..<plane {
                    let value = planes[source + place]
                    let target = layout == .channelsFirst ? channel * plane + place : place * 3 + channel
                    output[target] = quantisation?.stored(value) ?? value
                }
            }
            done = planes.count
        }
    }
}
