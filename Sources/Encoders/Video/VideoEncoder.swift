import NearestCore

/// A model for films that also says what they show.
final class VideoEncoder: Classifier, FilmViewer {
    let space: Space
    let tokenCounter: (any TokenCounter)? = nil
    var viewer: (any FilmViewer)? { self }

    private let model: VideoModel
    private let network: VideoNetwork

    init(_ model: VideoModel, precision: Precision) throws {
        self.model = model
        space = try model.space(precision: precision)
        network = VideoNetwork(model, precision: precision)
    }

    var sampling: VideoSampling { model.perceiver.configuration.sampling }

    func prepare(_ picture: PixelImage) -> PixelImage {
        let size = model.processor.size
        if picture.width == size.width, picture.height == size.height { return picture }
        return PixelImage(width: size.width, height: size.height, pixels: model.processor.pixels(of: picture))
    }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        try network.embed(clips(among: inputs), cancellation: cancellation)
    }

    func labels(
        of inputs: [EncoderInput], count: Int, cancellation: Cancellation
    ) throws -> [[Label]] {
        try network.logits(of: clips(among: inputs), cancellation: cancellation)
            .map { VisionEncoder.labels($0, count: count, names: model.classes) }
    }

    func encodeWithLabels(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, count: Int, cancellation: Cancellation
    ) throws -> (vectors: VectorBatch, labels: [[Label]]) {
        let (vectors, logits) = try network.embedAndScore(clips(among: inputs), cancellation: cancellation)
        return (vectors, logits.map { VisionEncoder.labels($0, count: count, names: model.classes) })
    }

    private func clips(among inputs: [EncoderInput]) throws -> [VideoClip] {
        try inputs.map { input in
            guard case .video(let clip) = input else {
                throw NearestError(
                    .invalidArgument, space.model, "this model reads video, not \(input.modality.rawValue)",
                    remedy: "Choose another with --model; `nearest models` says what each is for.")
            }
            return clip
        }
    }
}
