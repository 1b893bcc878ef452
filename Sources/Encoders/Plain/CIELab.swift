import Glibc

/// Colours from sRGB to CIELAB, under daylight (D65) and for the observer of 2°: IEC 61966-2-1 and CIE 15:2004, with
/// the constants that scikit-image's `rgb2lab` has.
enum CIELab {
    /// - Parameters:
    ///   - pixels: red, green and blue, 8 bits each.
    ///   - values: gets L* (0 to 100), a* and b* of each pixel.
    static func convert(_ pixels: UnsafeBufferPointer<UInt8>, into values: inout [Double]) {
        linear.withUnsafeBufferPointer { linear in
            roots.withUnsafeBufferPointer { roots in
                values.withUnsafeMutableBufferPointer { values in
                    for place in stride(from: 0, to: min(pixels.count, values.count), by: 3) {
                        let red = linear[Int(pixels[place])]
                        let green = linear[Int(pixels[place + 1])]
                        let blue = linear[Int(pixels[place + 2])]
                        let x = root((0.412453 * red + 0.357580 * green + 0.180423 * blue) / 0.95047, roots)
                        let y = root(0.212671 * red + 0.715160 * green + 0.072169 * blue, roots)
                        let z = root((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883, roots)
                        values[place] = 116 * y - 16
                        values[place + 1] = 500 * (x - y)
                        values[place + 2] = 200 * (y - z)
                    }
                }
            }
        }
    }

    /// The light of each of the 256 values.
    private static let linear: [Double] = (0..<256).map { value in
        let share = Double(value) / 255
        return share > 0.04045 ? pow((share + 0.055) / 1.055, 2.4) : share / 12.92
    }

    /// Steps of the table of roots: interpolation between them is right to 2e-8.
    private static let steps = 65_536

    private static let roots: [Double] = (0...steps + 1).map { step in
        let share = Double(step) / Double(steps)
        return share > 0.008856 ? cbrt(share) : 7.787 * share + 16.0 / 116
    }

    /// The lightness that light of a strength between 0 and 1 seems to have.
    @inline(__always)
    private static func root(_ light: Double, _ roots: UnsafeBufferPointer<Double>) -> Double {
        let place = light * Double(steps)
        let step = min(steps, Int(place))
        return roots[step] + (place - Double(step)) * (roots[step + 1] - roots[step])
    }
}
