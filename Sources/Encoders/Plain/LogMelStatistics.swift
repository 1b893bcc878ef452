import Glibc
import NearestCore

/// How loud a sound is in each band of pitch, and how much that changes: mean and standard deviation over time of its
/// log-mel spectrogram.
///
/// The spectrogram is librosa's (McFee and others, "librosa: Audio and Music Signal Analysis in Python", 2015): 22,050
/// samples a second, windows of 2,048 under a periodic Hann window, 512 apart and with their centres from the first
/// sample to the last, power in 64 bands of Slaney's mel scale, in decibels. What is softer than −100 dB counts as
/// that, so silence is 64 times −100 and then 64 times 0, and a single sample has a vector, too. 128 values: the
/// means from low to high pitch, then the deviations. Recordings are heard as they are read.
struct LogMelStatistics: PlainDescriptor, Listener {
    static let purpose = "sounds of like colour and loudness; no download"

    private static let bands = 64
    private static let window = 2048
    private static let hop = 512
    /// Samples that are read at once.
    private static let piece = 1 << 16
    /// 10⁻¹⁰, the power of −100 dB.
    private static let floor = 1e-10

    let rate = 22_050
    let space: Space = Self.definedSpace(
        "log-mel", dimensions: bands * 2, modality: .audio,
        definition: "mean and standard deviation over time of power in 64 mel bands (Slaney), in dB and not under "
            + "-100: 22,050 Hz, windows of 2,048 (Hann), 512 apart, centred",
        reference: "librosa: power_to_db(melspectrogram(y=sound, n_mels=64), top_db=None)")

    private let filters = MelFilters(count: bands, bins: window / 2 + 1, rate: 22_050)
    private let transform = FourierTransform(length: window)
    private let hann = (0..<window).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(window)) }

    var listener: (any Listener)? { self }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        var batch = VectorBatch(dimensions: space.dimensions)
        for input in inputs {
            guard case .audio(let clip) = input else { throw refusal(of: input) }
            guard clip.rate == rate else {
                throw NearestError(
                    .invalidArgument, space.model, "hears sound at \(rate) Hz, not at \(clip.rate) Hz")
            }
            batch.append(try vector(of: ClipSource(clip), cancellation))
        }
        return batch
    }

    func hear(
        _ sound: any SoundSource, labelCount: Int, cancellation: Cancellation
    ) throws -> (vector: [Float], labels: [Label]) {
        guard labelCount == 0 else {
            throw NearestError(
                .invalidArgument, space.model, "it predicts no labels",
                remedy: "Leave --labels out, or choose a classifier; `nearest models` says which are.")
        }
        return (try vector(of: sound, cancellation), [])
    }

    private func vector(of sound: any SoundSource, _ cancellation: Cancellation) throws -> [Float] {
        // Half a window of silence stands before the first sample, and one behind the last.
        var samples = [Float](repeating: 0, count: Self.window / 2)
        var statistics = Statistics(count: Self.bands)
        var buffer = FourierTransform.Buffer(length: Self.window)
        var isEmpty = true
        var hasEnded = false
        while !hasEnded {
            try cancellation.check()
            let read = try sound.read(Self.piece, cancellation: cancellation)
            hasEnded = read.count < Self.piece
            isEmpty = isEmpty && read.isEmpty
            samples += read
            if hasEnded { samples += repeatElement(0, count: Self.window / 2) }
            var start = 0
            while start + Self.window <= samples.count {
                statistics.add(decibels(samples[start..<start + Self.window], &buffer))
                start += Self.hop
            }
            samples.removeFirst(start)
        }
        guard !isEmpty else {
            throw NearestError(.invalidArgument, space.model, "cannot hear a sound of no length")
        }
        return (statistics.means + statistics.deviations).map { Float($0) }
    }

    /// One window's bands.
    private func decibels(_ samples: ArraySlice<Float>, _ buffer: inout FourierTransform.Buffer) -> [Double] {
        for (index, sample) in samples.enumerated() {
            buffer.real[index] = hann[index] * Double(sample)
            buffer.imaginary[index] = 0
        }
        transform.apply(to: &buffer)
        return filters.bands.map { band in
            var power = 0.0
            for (offset, weight) in band.weights.enumerated() {
                let (real, imaginary) = (buffer.real[band.start + offset], buffer.imaginary[band.start + offset])
                power += weight * (real * real + imaginary * imaginary)
            }
            return 10 * log10(max(Self.floor, power))
        }
    }
}

/// Means and standard deviations of values that come one after the other.
/// Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962.
private struct Statistics {
    private(set) var means: [Double]
    private var squares: [Double]
    private var count = 0.0

    init(count: Int) {
        means = Array(repeating: 0, count: count)
        squares = means
    }

    mutating func add(_ values: [Double]) {
        count += 1
        for index in means.indices {
            let difference = values[index] - means[index]
            means[index] += difference / count
            squares[index] += difference * (values[index] - means[index])
        }
    }

    /// Of all values that there are, not estimated from a sample.
    var deviations: [Double] { squares.map { ($0 / max(1, count)).squareRoot() } }
}
