import NearestCore

/// An encoder that takes films, and says which part of a film it looks at.
package protocol FilmEncoder: Encoder {
    /// The pictures and the sound that a clip must have.
    var sampling: VideoSampling { get }

    /// Cuts a picture to what the network sees, so that a clip of large pictures need not be kept. Doing it again
    /// changes nothing.
    func prepare(_ picture: PixelImage) -> PixelImage
}
