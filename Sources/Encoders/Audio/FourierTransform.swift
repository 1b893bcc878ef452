import Glibc

/// The discrete Fourier transform of one length, in double precision: Stockham's form of the mixed-radix
/// algorithm of Cooley and Tukey, which needs no reordering and takes any length whose prime factors are small.
///
/// Cooley and Tukey, "An Algorithm for the Machine Calculation of Complex Fourier Series", 1965.
struct FourierTransform: Sendable {
    let length: Int
    /// Prime factors, with pairs of twos taken together as fours.
    private let factors: [Int]
    /// exp(-2πi·k / length).
    private let cosines: [Double]
    private let sines: [Double]

    /// - Precondition: `length` is positive.
    init(length: Int) {
        precondition(length > 0, "a transform has a length")
        self.length = length
        factors = Self.factors(of: length)
        let angles = (0..<length).map { -2 * Double.pi * Double($0) / Double(length) }
        cosines = angles.map { cos($0) }
        sines = angles.map { sin($0) }
    }

    /// Working memory of a transform.
    struct Buffer {
        var real: [Double]
        var imaginary: [Double]
        fileprivate var otherReal: [Double]
        fileprivate var otherImaginary: [Double]

        init(length: Int) {
            real = Array(repeating: 0, count: length)
            imaginary = real
            otherReal = real
            otherImaginary = real
        }
    }

    /// Replaces the buffer's values by their transform.
    ///
    /// - Precondition: the buffer was made for this length.
    func apply(to buffer: inout Buffer) {
        precondition(buffer.real.count == length, "a buffer of this length")
        var size = length
        var stride = 1
        for factor in factors {
            buffer.real.withUnsafeBufferPointer { real in
                buffer.imaginary.withUnsafeBufferPointer { imaginary in
                    buffer.otherReal.withUnsafeMutableBufferPointer { outReal in
                        buffer.otherImaginary.withUnsafeMutableBufferPointer { outImaginary in
                            step(factor, size, stride, real, imaginary, outReal, outImaginary)
                        }
                    }
                }
            }
            swap(&buffer.real, &buffer.otherReal)
            swap(&buffer.imaginary, &buffer.otherImaginary)
            size /= factor
            stride *= factor
        }
    }

    /// One factor's butterflies: `stride` interleaved transforms of `size` points become `factor` times as many
    /// of a `factor`-th of the points.
    private func step(
        _ factor: Int, _ size: Int, _ stride: Int,
        _ real: UnsafeBufferPointer<Double>, _ imaginary: UnsafeBufferPointer<Double>,
        _ outReal: UnsafeMutableBufferPointer<Double>, _ outImaginary: UnsafeMutableBufferPointer<Double>
    ) {
        let part = size / factor
        let turn = length / factor
        for position in 0..<part {
            for output in 0..<factor {
                let twiddle = position * output * stride % length
                let (twiddleReal, twiddleImaginary) = (cosines[twiddle], sines[twiddle])
                for lane in 0..<stride {
                    var (sumReal, sumImaginary) = (0.0, 0.0)
                    for input in 0..<factor {
                        let index = lane + stride * (position + part * input)
                        let root = input * output % factor * turn
                        sumReal += real[index] * cosines[root] - imaginary[index] * sines[root]
                        sumImaginary += real[index] * sines[root] + imaginary[index] * cosines[root]
                    }
                    let target = lane + stride * (factor * position + output)
                    outReal[target] = sumReal * twiddleReal - sumImaginary * twiddleImaginary
                    outImaginary[target] = sumReal * twiddleImaginary + sumImaginary * twiddleReal
                }
            }
        }
    }

    private static func factors(of length: Int) -> [Int] {
        var rest = length
        var factors: [Int] = []
        for factor in [4, 2, 3, 5] {
            while rest % factor == 0 {
                factors.append(factor)
                rest /= factor
            }
        }
        var factor = 7
        while rest > 1 {
            while rest % factor == 0 {
                factors.append(factor)
                rest /= factor
            }
            factor += 2
        }
        return factors
    }
}
