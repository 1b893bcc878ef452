import NearestCore
import Tokenizers

/// How whole numbers stand for others: (number − zero point) × scale.
///
/// Jacob and others, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
/// Inference", arXiv:1712.05877.
struct Quantisation: Sendable, Hashable {
    let scale: Float
    let zeroPoint: Float

    init(_ node: ConfigurationNode) throws {
        let object = try ManifestObject(node, members: ["scale", "zero_point"])
        guard let scale = try object.number("scale", in: 1e-30...1e30) else { throw node.broken("has no scale") }
        self.scale = Float(scale)
        zeroPoint = Float(try object.whole("zero_point", in: -0x8000_0000...0x7FFF_FFFF) ?? 0)
    }

    /// What stands for a value, before it is rounded.
    func stored(_ value: Float) -> Float { value / scale + zeroPoint }

    func value(of stored: Float) -> Float { (stored - zeroPoint) * scale }
}
