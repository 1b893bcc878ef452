import Glibc
import NearestCore
import Tokenizers

/// Pictures of sound for networks that were trained on them: the logarithm of the spectrum in bands of pitch, in
/// patches of some frames.
///
/// YAMNet's and VGGish's features are the example: Hershey and others, "CNN Architectures for Large-Scale Audio
/// Classification", arXiv:1609.09430. Frames stand wholly inside the patch, under a periodic Hann window, and
/// are filled up with zeros to the transform's length.
struct MelPatches: Sendable {
    let settings: Settings

    private let filters: MelFilters
    private let transform: FourierTransform
    private let hann: [Double]

    init(_ settings: Settings) {
        self.settings = settings
        filters = MelFilters(
            count: settings.bands, bins: settings.transform / 2 + 1, rate: settings.rate, scale: settings.scale,
            range: settings.lowest...settings.highest)
        transform = FourierTransform(length: settings.transform)
        hann = (0..<settings.window).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(settings.window)) }
    }

    /// - Parameter samples: `settings.sampleCount` of them; what is missing is silence.
    /// - Returns: frames × bands, or bands × frames where the settings say so, row-major.
    func patch(of samples: [Float]) -> [Float] {
        var patch = [Float](repeating: 0, count: settings.frames * settings.bands)
        var buffer = FourierTransform.Buffer(length: settings.transform)
        var spectrum = [Double](repeating: 0, count: settings.transform / 2 + 1)
        for frame in 0..<settings.frames {
            for index in 0..<settings.transform {
                let place = frame * settings.hop + index
                let isHeard = index < settings.window && place < samples.count
                buffer.real[index] = isHeard ? hann[index] * Double(samples[place]) : 0
                buffer.imaginary[index] = 0
            }
            transform.apply(to: &buffer)
            for bin in spectrum.indices {
                let power = buffer.real[bin] * buffer.real[bin] + buffer.imaginary[bin] * buffer.imaginary[bin]
                spectrum[bin] = settings.spectrum == .power ? power : power.squareRoot()
            }
            for (band, filter) in filters.bands.enumerated() {
                var sum = 0.0
                for (offset, weight) in filter.weights.enumerated() {
                    sum += spectrum[filter.start + offset] * weight
                }
                let place =
                    settings.axes == .framesFirst
                    ? frame * settings.bands + band : band * settings.frames + frame
                patch[place] = Float(log(sum + settings.offset))
            }
        }
        return patch
    }
}

extension MelPatches {
    /// The manifest's `log_mel`. All lengths are in samples or frames, so that nothing depends on rounding.
    ///
    ///     {
    ///       "window": 400,                  samples of a frame
    ///       "hop": 160,                     samples from frame to frame
    ///       ["fft": 512,]                   = the next power of two
    ///       "bands": 64,
    ///       ["lowest": 125,]                hertz; = 0
    ///       ["highest": 7500,]              hertz; = half of the rate
    ///       ["scale": "htk" | "slaney",]    = "htk"; see `MelFilters.Scale`
    ///       ["spectrum": "magnitude" | "power",]   = "magnitude"
    ///       "offset": 0.001,                added before the natural logarithm
    ///       "frames": 96,                   of a patch
    ///       ["patch_hop": 48,]              frames from patch to patch; = frames
    ///       ["axes": "frames_bands" | "bands_frames"]   = "frames_bands"
    ///     }
    struct Settings: Sendable {
        let rate: Int
        let window: Int
        let hop: Int
        let transform: Int
        let bands: Int
        let lowest: Double
        let highest: Double
        let scale: MelFilters.Scale
        let spectrum: Spectrum
        let offset: Double
        let frames: Int
        let patchHop: Int
        let axes: Axes

        enum Spectrum: String, CaseIterable, Sendable {
            case magnitude
            case power
        }

        enum Axes: String, CaseIterable, Sendable {
            case framesFirst = "frames_bands"
            case bandsFirst = "bands_frames"
        }

        init(_ node: ConfigurationNode, rate: Int) throws {
            let object = try ManifestObject(
                node,
                members: [
                    "window", "hop", "fft", "bands", "lowest", "highest", "scale", "spectrum", "offset", "frames",
                    "patch_hop", "axes",
                ])
            self.rate = rate
            window = try object.requiredWhole("window", in: 2...65_536)
            hop = try object.requiredWhole("hop", in: 1...65_536)
            transform = try object.whole("fft", in: window...131_072) ?? Self.powerOfTwo(from: window)
            bands = try object.requiredWhole("bands", in: 1...1024)
            let nyquist = Double(rate) / 2
            highest = try object.number("highest", in: 1...nyquist) ?? nyquist
            lowest = try object.number("lowest", in: 0...(highest - 1)) ?? 0
            scale = try object.choice("scale", of: MelFilters.Scale.self) ?? .htk
            spectrum = try object.choice("spectrum", of: Spectrum.self) ?? .magnitude
            guard let offset = try object.number("offset", in: 1e-30...1e6) else {
                throw node.broken("has no offset")
            }
            self.offset = offset
            frames = try object.requiredWhole("frames", in: 1...100_000)
            patchHop = try object.whole("patch_hop", in: 1...100_000) ?? frames
            axes = try object.choice("axes", of: Axes.self) ?? .framesFirst
        }

        /// Samples that a patch shows.
        var sampleCount: Int { (frames - 1) * hop + window }

        var shape: [Int] { axes == .framesFirst ? [frames, bands] : [bands, frames] }

        private static func powerOfTwo(from length: Int) -> Int {
            var power = 1
            while power < length { power *= 2 }
            return power
        }
    }
}
