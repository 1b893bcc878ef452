internal import CVectorKernels
import NearestCore

/// A fixed random rotation: it spreads what a vector holds evenly over all dimensions, so that the sign of each
/// says as much as any other's. Lengths and inner products stay.
///
/// Four rounds of random signs and a fast Walsh-Hadamard transform, in D log D steps and with nothing but the signs
/// to keep (Ailon and Chazelle, "The Fast Johnson-Lindenstrauss Transform", SIAM J. Comput. 39(1), 2009).
struct CodeRotation: Sendable {
    /// Of the vectors.
    let dimensions: Int
    /// Of what comes out: the next multiple of 64.
    let width: Int
    private let signs: [Float]

    /// Part of the format: another seed gives codes of another meaning.
    private static let seed: UInt64 = 0x6E65_6172_6573_7401

    init(dimensions: Int) {
        self.dimensions = dimensions
        width = (dimensions + 63) / 64 * 64
        var generator = SplitMix64(seed: Self.seed)
        signs = (0..<4 * width).map { _ in generator.next() >> 63 == 0 ? 1 : -1 }
    }

    /// 64-bit words of a code.
    var words: Int { width / 64 }

    /// Turns `width` values in place, of which those beyond `dimensions` are 0.
    func apply(_ values: UnsafeMutablePointer<Float>) {
        cvk_rotate(values, width, signs)
    }

    /// The rotated vector.
    func applied(to vector: some Collection<Float>) -> [Float] {
        var values = [Float](vector)
        values.append(contentsOf: repeatElement(0, count: width - values.count))
        values.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { apply(start) }
        }
        return values
    }
}
