/// What a model looks at in films, so that a film is read no further than that.
package protocol FilmViewer: Sendable {
    /// The pictures and the sound that a clip must have.
    var sampling: VideoSampling { get }

    /// Cuts a picture to what the network sees, so that a clip of large pictures need not be kept. Doing it again
    /// changes nothing.
    func prepare(_ picture: PixelImage) -> PixelImage
}
