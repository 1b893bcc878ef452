/// Consecutive frames of a film, with the sound beside them.
package struct VideoClip: Hashable, Sendable {
    /// In order, all of one size; never empty.
    package let frames: [PixelImage]
    /// Frames a second.
    package let frameRate: Double
    /// The sound from the first frame's moment on; nil for a silent film.
    package let sound: AudioClip?

    /// - Precondition: there is a frame, and `frameRate` is positive.
    package init(frames: [PixelImage], frameRate: Double, sound: AudioClip?) {
        precondition(!frames.isEmpty && frameRate > 0, "a film has frames at a rate")
        self.frames = frames
        self.frameRate = frameRate
        self.sound = sound
    }
}
