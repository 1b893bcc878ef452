import Encoders
import Extraction
import Foundation
import NearestCore

/// What `nearest embed` is given, made into what a model takes.
struct EmbeddingInputReader {
    /// What the model reads.
    private let modalities: [Modality]
    /// What the model looks at in a film; nil for one that takes none.
    private let films: (any FilmViewer)?

    init(_ encoder: any Encoder) {
        modalities = encoder.space.modalities
        films = encoder.viewer
    }

    enum Source {
        case text(String)
        /// A path.
        case file(String)

        /// What the output calls it.
        var name: String {
            switch self {
            case .text(let name), .file(let name): name
            }
        }
    }

    /// - Throws: `NearestError(.unreadable)` for a file that cannot be read or decoded.
    func read(_ source: Source) throws -> EncoderInput {
        guard case .file(let path) = source else { return .text(source.name) }
        if let films {
            let clip = try VideoDecoder.clip(
                path: Array(path.utf8), subject: path, sampling: films.sampling, prepare: films.prepare)
            return .video(clip)
        }
        let bytes = try contents(of: path)
        let isPicture =
            modalities.contains(.image) && (!modalities.contains(.text) || ImageDecoder.recognises(bytes))
        if isPicture { return .image(try ImageDecoder.decode(fileAt: bytes, named: CorpusPath(path))) }
        return .text(String(decoding: bytes, as: UTF8.self))
    }

    /// What a model makes of a recording, which is read as it is heard.
    ///
    /// - Throws: `NearestError(.unreadable)`, also for a recording that is cut short.
    func hear(
        _ path: String, with listener: any Listener, labelCount: Int, cancellation: Cancellation
    ) throws -> (vector: [Float], labels: [Label]) {
        let decoder = try SoundDecoder(path: Array(path.utf8), subject: path, rate: listener.rate)
        do {
            let heard = try listener.hear(decoder, labelCount: labelCount, cancellation: cancellation)
            try decoder.checkEnding()
            return heard
        } catch let error as NearestError where error.code == .invalidArgument {
            // The recording's own fault says more, and names the file.
            try decoder.checkEnding()
            throw error
        }
    }

    private func contents(of path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw NearestError(.unreadable, path, "cannot be read (\((error as NSError).localizedDescription))")
        }
    }
}
