import Foundation

/// Recordings for tests: those that `scripts/make-audio-fixtures` made, and WAV files written here.
enum SoundFixture {
    struct Reference: Decodable {
        var count: Int
        var every97th: [Int]
    }

    static func url(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/sound/\(name)")
    }

    static func path(_ url: URL) -> [UInt8] { Array(url.path.utf8) }

    static func reference(_ name: String) throws -> Reference {
        try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url(name + ".json")))
    }

    /// A WAV file of 16-bit samples.
    ///
    /// - Parameter claimedBytes: of samples, by the header; nil for the truth.
    static func wav(_ samples: [Int16], rate: Int = 16_000, channels: Int = 1, claimedBytes: Int? = nil) -> Data {
        let bytes = claimedBytes ?? samples.count * 2
        var data = Data("RIFF".utf8)
        func append(_ value: Int, _ count: Int) {
            for index in 0..<count { data.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
        }
        append(36 + bytes, 4)
        data.append(Data("WAVEfmt ".utf8))
        append(16, 4)
        append(1, 2)
        append(channels, 2)
        append(rate, 4)
        append(rate * channels * 2, 4)
        append(channels * 2, 2)
        append(16, 2)
        data.append(Data("data".utf8))
        append(bytes, 4)
        for sample in samples { append(Int(UInt16(bitPattern: sample)), 2) }
        return data
    }

    /// Noise that every run has alike.
    static func noise(_ count: Int, seed: UInt32 = 1) -> [Int16] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Int16(truncatingIfNeeded: Int32(bitPattern: state) >> 18)
        }
    }
}
