import Glibc

/// Triangular filters that gather a spectrum's bins into bands as wide as the ear hears them.
///
/// Slaney, "Auditory Toolbox", 1998: linear up to 1,000 Hz and logarithmic above; every triangle has the same
/// area.
struct MelFilters: Sendable {
    /// One band: the bins from `start` on that it weighs.
    struct Band: Sendable {
        var start: Int
        var weights: [Double]
    }

    let bands: [Band]

    /// - Parameters:
    ///   - count: of bands, from 0 Hz to half of `rate`.
    ///   - bins: of the spectrum, from 0 Hz to half of `rate`.
    init(count: Int, bins: Int, rate: Int) {
        precondition(count > 0 && bins > 1 && rate > 0, "filters over a spectrum")
        let nyquist = Double(rate) / 2
        let top = Self.mels(nyquist)
        let edges = (0..<count + 2).map { Self.hertz(top * Double($0) / Double(count + 1)) }
        let frequencies = (0..<bins).map { nyquist * Double($0) / Double(bins - 1) }
        bands = (0..<count).map { band in
            let (low, middle, high) = (edges[band], edges[band + 1], edges[band + 2])
            let area = 2 / (high - low)
            let weights = frequencies.map { frequency in
                max(0, min((frequency - low) / (middle - low), (high - frequency) / (high - middle))) * area
            }
            let start = weights.firstIndex { $0 > 0 } ?? 0
            let end = weights.lastIndex { $0 > 0 } ?? start
            return Band(start: start, weights: Array(weights[start...end]))
        }
    }

    /// Where the scale turns from linear to logarithmic, in hertz and in mels.
    private static let (bendHertz, bendMels) = (1000.0, 15.0)
    /// Mels for each natural logarithm of a frequency above the bend.
    private static let step = 27 / log(6.4)

    private static func mels(_ hertz: Double) -> Double {
        hertz < bendHertz ? hertz * 3 / 200 : bendMels + log(hertz / bendHertz) * step
    }

    private static func hertz(_ mels: Double) -> Double {
        mels < bendMels ? mels * 200 / 3 : bendHertz * exp((mels - bendMels) / step)
    }
}
