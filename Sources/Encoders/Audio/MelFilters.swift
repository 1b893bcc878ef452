import Glibc

/// Triangular filters that gather a spectrum's bins into bands as wide as the ear hears them.
struct MelFilters: Sendable {
    /// One band: the bins from `start` on that it weighs.
    struct Band: Sendable {
        var start: Int
        var weights: [Double]
    }

    /// The measure of pitch in which all bands are equally wide, with the triangles that belong to it.
    enum Scale: String, CaseIterable, Sendable {
        /// Slaney, "Auditory Toolbox", 1998: linear up to 1,000 Hz and logarithmic above; triangles are straight
        /// in hertz, and every one has the same area.
        case slaney
        /// Young and others, "The HTK Book", 5.4: 1127 ln(1 + f / 700); triangles are straight in mels and 1 high,
        /// and the bin of 0 Hz is left out.
        case htk
    }

    let bands: [Band]

    /// - Parameters:
    ///   - count: of bands, from 0 Hz to half of `rate`.
    ///   - bins: of the spectrum, from 0 Hz to half of `rate`.
    ///   - range: in hertz; nil for 0 Hz to half of `rate`.
    init(count: Int, bins: Int, rate: Int, scale: Scale = .slaney, range: ClosedRange<Double>? = nil) {
        precondition(count > 0 && bins > 1 && rate > 0, "filters over a spectrum")
        let nyquist = Double(rate) / 2
        let bottom = scale.mels(range?.lowerBound ?? 0)
        let top = scale.mels(range?.upperBound ?? nyquist)
        let edges = (0..<count + 2).map { bottom + (top - bottom) * Double($0) / Double(count + 1) }
        let frequencies = (0..<bins).map { nyquist * Double($0) / Double(bins - 1) }
        // Edges and bins in the measure in which the triangles are straight.
        let corners = scale == .htk ? edges : edges.map(scale.hertz)
        let places = scale == .htk ? frequencies.map(scale.mels) : frequencies
        bands = (0..<count).map { band in
            let (low, middle, high) = (corners[band], corners[band + 1], corners[band + 2])
            let height = scale == .htk ? 1 : 2 / (high - low)
            let weights = places.enumerated().map { bin, place in
                bin == 0 && scale == .htk
                    ? 0 : max(0, min((place - low) / (middle - low), (high - place) / (high - middle))) * height
            }
            let start = weights.firstIndex { $0 > 0 } ?? 0
            let end = weights.lastIndex { $0 > 0 } ?? start
            return Band(start: start, weights: Array(weights[start...end]))
        }
    }
}

extension MelFilters.Scale {
    /// Where Slaney's scale turns from linear to logarithmic, in hertz and in mels.
    private static let (bendHertz, bendMels) = (1000.0, 15.0)
    /// Mels for each natural logarithm of a frequency above the bend.
    private static let step = 27 / log(6.4)

    func mels(_ hertz: Double) -> Double {
        if self == .htk { return 1127 * log(1 + hertz / 700) }
        return hertz < Self.bendHertz ? hertz * 3 / 200 : Self.bendMels + log(hertz / Self.bendHertz) * Self.step
    }

    func hertz(_ mels: Double) -> Double {
        if self == .htk { return 700 * (exp(mels / 1127) - 1) }
        return mels < Self.bendMels ? mels * 200 / 3 : Self.bendHertz * exp((mels - Self.bendMels) / Self.step)
    }
}
