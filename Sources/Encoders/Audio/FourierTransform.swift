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
                            if factor == 4 {
                                stepOfFour(size, stride, real, imaginary, outReal, outImaginary)
                            } else {
                                step(factor, size, stride, real, imaginary, outReal, outImaginary)
                            }
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

    /// `step` for the factor 4, whose roots of unity are 1, −i, −1 and i: nothing is multiplied but by the twiddles.
    private func stepOfFour(
        _ size: Int, _ stride: Int,
        _ real: UnsafeBufferPointer<Double>, _ imaginary: UnsafeBufferPointer<Double>,
        _ outReal: UnsafeMutableBufferPointer<Double>, _ outImaginary: UnsafeMutableBufferPointer<Double>
    ) {
        let part = size / 4
        let quarter = stride * part
        for position in 0..<part {
            // Three times this is less than the length.
            let turn = position * stride
            let (cosine1, sine1) = (cosines[turn], sines[turn])
            let (cosine2, sine2) = (cosines[2 * turn], sines[2 * turn])
            let (cosine3, sine3) = (cosines[3 * turn], sines[3 * turn])
            for lane in 0..<stride {
                let index = lane + turn
                let (third, last) = (index + 2 * quarter, index + 3 * quarter)
                let evenReal = real[index] + real[third]
                let evenImaginary = imaginary[index] + imaginary[third]
                let evenRealLeft = real[index] - real[third]
                let evenImaginaryLeft = imaginary[index] - imaginary[third]
                let oddReal = real[index + quarter] + real[last]
                let oddImaginary = imaginary[index + quarter] + imaginary[last]
                let oddRealLeft = real[index + quarter] - real[last]
                let oddImaginaryLeft = imaginary[index + quarter] - imaginary[last]

                let target = lane + 4 * turn
                outReal[target] = evenReal + oddReal
                outImaginary[target] = evenImaginary + oddImaginary
                let (real1, imaginary1) = (evenRealLeft + oddImaginaryLeft, evenImaginaryLeft - oddRealLeft)
                outReal[target + stride] = real1 * cosine1 - imaginary1 * sine1
                outImaginary[target + stride] = real1 * sine1 + imaginary1 * cosine1
                let (real2, imaginary2) = (evenReal - oddReal, evenImaginary - oddImaginary)
                outReal[target + 2 * stride] = real2 * cosine2 - imaginary2 * sine2
                outImaginary[target + 2 * stride] = real2 * sine2 + imaginary2 * cosine2
                let (real3, imaginary3) = (evenRealLeft - oddImaginaryLeft, evenImaginaryLeft + oddRealLeft)
                outReal[target + 3 * stride] = real3 * cosine3 - imaginary3 * sine3
                outImaginary[target + 3 * stride] = real3 * sine3 + imaginary3 * cosine3
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
