/// Which part of a film a model looks at: so many pictures in a row, at a rate, and the sound beside them.
package struct VideoSampling: Hashable, Sendable {
    /// Pictures.
    package let frames: Int
    /// Pictures a second.
    package let frameRate: Double
    /// Samples of sound a second.
    package let soundRate: Int

    /// - Precondition: all are positive.
    package init(frames: Int, frameRate: Double, soundRate: Int) {
        precondition(frames > 0 && frameRate > 0 && soundRate > 0, "a part of a film has pictures at a rate")
        self.frames = frames
        self.frameRate = frameRate
        self.soundRate = soundRate
    }

    package var seconds: Double { Double(frames) / frameRate }

    /// Samples of sound in all.
    package var soundCount: Int { Int((seconds * Double(soundRate)).rounded()) }
}
