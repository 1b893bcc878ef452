/// What an encoder is given.
package enum EncoderInput: Hashable, Sendable {
    case text(String)
    case image(PixelImage)
    case audio(AudioClip)
    case video(VideoClip)

    package var modality: Modality {
        switch self {
        case .text: .text
        case .image: .image
        case .audio: .audio
        case .video: .video
        }
    }
}
