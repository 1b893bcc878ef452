import Glibc
import NearestCore

/// Whisper's picture of a sound: the logarithm of its energy in each band of pitch, a hundred times a second.
///
/// Radford and others, "Robust Speech Recognition via Large-Scale Weak Supervision", arXiv:2212.04356, 2.2.
/// Sound of up to 30 s at 16 kHz is filled up with silence to 30 s, mirrored by half a window at both ends, and
/// cut into windows of 25 ms, 10 ms apart, under a periodic Hann window.
package struct LogMel: Sendable {
    /// Samples a second.
    package static let rate = 16_000
    /// Samples of the 30 s that one picture shows.
    package static let sampleCount = 480_000
    /// Columns of one picture.
    package static let frameCount = 3000

    private static let window = 400
    private static let hop = 160
    private static let bins = window / 2 + 1

    /// Rows of a picture: 80, or 128 for large-v3.
    package let bands: Int

    private let filters: MelFilters
    private let transform = FourierTransform(length: window)
    private let hann = (0..<window).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(window)) }

    package init(bands: Int = 80) {
        self.bands = bands
        filters = MelFilters(count: bands, bins: Self.bins, rate: Self.rate)
    }

    /// - Parameter samples: at 16 kHz; what is beyond 30 s is not looked at.
    /// - Returns: `bands` × `frameCount`, row-major; values reach about 2 units down from the loudest.
    package func features(of samples: [Float]) -> [Float] {
        let used = min(samples.count, Self.sampleCount)
        // Windows that see nothing but the silence behind the sound are all alike.
        let heard = min(Self.frameCount, (used + Self.window / 2) / Self.hop + 1)
        var energies = [Double](repeating: Self.floor, count: bands * heard)
        var buffer = FourierTransform.Buffer(length: Self.window)
        // Two real windows at a time, one as the real and one as the imaginary part of one transform.
        for frame in stride(from: 0, to: heard, by: 2) {
            fill(&buffer, frame, samples, used)
            transform.apply(to: &buffer)
            let (first, second) = powers(buffer)
            for (band, filter) in filters.bands.enumerated() {
                energies[band * heard + frame] = energy(first, filter)
                if frame + 1 < heard { energies[band * heard + frame + 1] = energy(second, filter) }
            }
        }
        return scaled(energies, heard)
    }

    /// Energies below this count as silence.
    private static let floor = 1e-10

    private func fill(_ buffer: inout FourierTransform.Buffer, _ frame: Int, _ samples: [Float], _ used: Int) {
        for index in 0..<Self.window {
            let position = frame * Self.hop + index - Self.window / 2
            buffer.real[index] = hann[index] * sample(position, samples, used)
            buffer.imaginary[index] = hann[index] * sample(position + Self.hop, samples, used)
        }
    }

    /// The sample at a position of the 30 s, which mirror themselves at both ends.
    private func sample(_ position: Int, _ samples: [Float], _ used: Int) -> Double {
        var position = abs(position)
        if position >= Self.sampleCount { position = 2 * (Self.sampleCount - 1) - position }
        return position < used && position >= 0 ? Double(samples[position]) : 0
    }

    /// The squared magnitudes of the two spectra that one transform holds: a real signal's spectrum is its own
    /// mirror image, and an imaginary one's the negative of it.
    private func powers(_ buffer: FourierTransform.Buffer) -> (first: [Double], second: [Double]) {
        var first = [Double](repeating: 0, count: Self.bins)
        var second = first
        for bin in 0..<Self.bins {
            let mirror = bin == 0 ? 0 : Self.window - bin
            let (a, b) = (buffer.real[bin], buffer.imaginary[bin])
            let (c, d) = (buffer.real[mirror], buffer.imaginary[mirror])
            first[bin] = ((a + c) * (a + c) + (b - d) * (b - d)) / 4
            second[bin] = ((b + d) * (b + d) + (c - a) * (c - a)) / 4
        }
        return (first, second)
    }

    private func energy(_ power: [Double], _ band: MelFilters.Band) -> Double {
        var sum = 0.0
        for (offset, weight) in band.weights.enumerated() { sum += power[band.start + offset] * weight }
        return max(Self.floor, sum)
    }

    /// Logarithms, no more than 8 powers of ten below the loudest, brought near −1…1.
    private func scaled(_ energies: [Double], _ heard: Int) -> [Float] {
        let logarithms = energies.map { log10($0) }
        let silence = log10(Self.floor)
        let loudest = max(logarithms.max() ?? silence, heard < Self.frameCount ? silence : -.infinity)
        func scale(_ value: Double) -> Float { Float((max(value, loudest - 8) + 4) / 4) }
        var features = [Float](repeating: scale(silence), count: bands * Self.frameCount)
        for band in 0..<bands {
            for frame in 0..<heard {
                features[band * Self.frameCount + frame] = scale(logarithms[band * heard + frame])
            }
        }
        return features
    }
}
