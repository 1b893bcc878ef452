import Foundation
import Testing

@testable import Encoders

/// The picture of a sound against that of the reference's WhisperFeatureExtractor.
@Suite("Log-mel")
struct LogMelTests {
    struct Case: Decodable {
        var name: String
        var bands: Int
        var seconds: Double
        var seed: Int?
        var rows: [Int]
        var columns: [Int]
        var mean: Double
        var values: [[Float]]
    }

    @Test("equals the reference to 1e-4")
    func parity() throws {
        let cases = try JSONDecoder().decode([Case].self, from: Fixtures.data("log-mel.json"))
        #expect(cases.count == 12)
        for testCase in cases {
            let mel = LogMel(bands: testCase.bands)
            let features = mel.features(of: TestSound.samples(seconds: testCase.seconds, seed: testCase.seed))
            #expect(features.count == testCase.bands * LogMel.frameCount)
            var worst: Float = 0
            for (row, values) in zip(testCase.rows, testCase.values) {
                for (column, value) in zip(testCase.columns, values) {
                    worst = max(worst, abs(features[row * LogMel.frameCount + column] - value))
                }
            }
            #expect(worst <= 1e-4, "\(testCase.name), \(testCase.bands) bands")
            let mean = features.reduce(0.0) { $0 + Double($1) } / Double(features.count)
            #expect(abs(mean - testCase.mean) < 1e-5, "\(testCase.name), \(testCase.bands) bands")
            print("log-mel of \(testCase.name), \(testCase.bands) bands: largest difference \(worst)")
        }
    }

    @Test("transforms as the definition says", arguments: [1, 2, 4, 7, 16, 30, 49, 60, 400, 512])
    func transform(length: Int) {
        let transform = FourierTransform(length: length)
        var buffer = FourierTransform.Buffer(length: length)
        let samples = TestSound.samples(seconds: 0.05, seed: 3)
        for index in 0..<length {
            buffer.real[index] = Double(samples[index])
            buffer.imaginary[index] = Double(samples[799 - index])
        }
        let input = buffer
        transform.apply(to: &buffer)
        for bin in 0..<length {
            var (real, imaginary) = (0.0, 0.0)
            for index in 0..<length {
                let angle = -2 * Double.pi * Double(bin * index) / Double(length)
                real += input.real[index] * cos(angle) - input.imaginary[index] * sin(angle)
                imaginary += input.real[index] * sin(angle) + input.imaginary[index] * cos(angle)
            }
            #expect(abs(buffer.real[bin] - real) < 1e-11 && abs(buffer.imaginary[bin] - imaginary) < 1e-11)
        }
    }

    @Test("has filters of one area each, that leave no bin between the first and the last out")
    func filters() {
        let filters = MelFilters(count: 80, bins: 201, rate: 16_000)
        #expect(filters.bands.count == 80)
        var covered = Set<Int>()
        for band in filters.bands {
            #expect(band.weights.allSatisfy { $0 > 0 })
            covered.formUnion(band.start..<band.start + band.weights.count)
        }
        #expect(covered == Set(1..<200))
        // Above, where many bins make up a triangle, its sum times the bins' distance is its area, 1.
        for band in filters.bands[60...] {
            #expect(abs(band.weights.reduce(0, +) * 40 - 1) < 0.02)
        }
    }
}
