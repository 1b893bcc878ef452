/// Decoded sound: one channel, −1…1.
package struct AudioClip: Hashable, Sendable {
    /// Samples a second.
    package let rate: Int
    package let samples: [Float]

    /// - Precondition: `rate` is positive.
    package init(rate: Int, samples: [Float]) {
        precondition(rate > 0, "a sound has a sample rate")
        self.rate = rate
        self.samples = samples
    }

    package var seconds: Double { Double(samples.count) / Double(rate) }
}
