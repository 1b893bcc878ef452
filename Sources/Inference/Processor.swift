import COpenVINO
import NearestCore

/// What the processor that this program runs on can do.
package enum Processor {
    /// Whether 16-bit brain floats are multiplied in hardware. OpenVINO emulates them where they are not,
    /// which is slower than 32-bit floats.
    package static let hasBrainFloat16 = cov_processor_has_bf16() != 0

    /// The fastest precision that keeps every vector within a thousandth of the reference's direction.
    package static var preferredPrecision: Precision { hasBrainFloat16 ? .bf16 : .f32 }
}
