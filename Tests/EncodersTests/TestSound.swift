import Foundation

/// The sounds of `scripts/make-audio-fixtures`: two gliding tones under a beat, with a little noise.
enum TestSound {
    static func samples(seconds: Double, seed: Int?) -> [Float] {
        let count = Int(seconds * 16_000)
        guard let seed else { return [Float](repeating: 0, count: count) }
        var state = UInt32(seed)
        return (0..<count).map { index in
            state = state &* 1_664_525 &+ 1_013_904_223
            let time = Double(index) / 16_000
            let low = sin(2 * Double.pi * (220 + 30 * time + 40 * Double(seed)) * time)
            let high = 0.5 * sin(2 * Double.pi * (1760 - 20 * time) * time)
            let beat = 0.5 + 0.5 * sin(2 * Double.pi * (1.5 + 0.1 * Double(seed)) * time)
            return Float(0.3 * (low + high) * beat + 0.02 * (Double(state) / 2_147_483_648 - 1))
        }
    }
}
