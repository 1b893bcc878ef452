import FileAccess
import NearestCore

/// Texts and files made into what a model takes.
package struct EncoderInputReader: Sendable {
    private let encoder: any Encoder

    /// The largest picture or text file that is read into memory.
    private static let byteLimit: Int64 = 512 << 20

    package init(_ encoder: any Encoder) {
        self.encoder = encoder
    }

    package enum Source: Sendable {
        case text(String)
        /// A path.
        case file(String)

        /// What the output calls it.
        package var name: String {
            switch self {
            case .text(let name), .file(let name): name
            }
        }
    }

    /// A file becomes what the model's towers take: a clip of a film, a recording in one piece, a picture, or a text.
    ///
    /// - Throws: `NearestError(.unreadable)` for a file that cannot be read or decoded, `.invalidArgument` for a
    ///   picture where the model takes none; `CancellationError`.
    package func read(_ source: Source, cancellation: Cancellation) throws -> EncoderInput {
        guard case .file(let path) = source else { return .text(source.name) }
        if let viewer = encoder.viewer {
            let clip = try VideoDecoder.clip(
                path: Array(path.utf8), subject: path, sampling: viewer.sampling, cancellation: cancellation,
                prepare: viewer.prepare)
            return .video(clip)
        }
        if let listener = encoder.listener {
            return .audio(
                try SoundDecoder.clip(
                    path: Array(path.utf8), subject: path, rate: listener.rate, cancellation: cancellation))
        }
        let bytes = try contents(of: path)
        let modalities = encoder.space.modalities
        let isPicture = ImageDecoder.recognises(bytes)
        if modalities.contains(.image), isPicture || !modalities.contains(.text) {
            return .image(try ImageDecoder.decode(fileAt: bytes, named: CorpusPath(path)))
        }
        if isPicture {
            throw NearestError(
                .invalidArgument, path, "is a picture, and \(encoder.space.model) takes none",
                remedy: "Choose another with --model; `nearest models` says what each is for.")
        }
        return .text(String(decoding: try TextDecoder.decode(bytes, subject: path), as: UTF8.self))
    }

    /// What a model makes of a recording, which is read as it is heard.
    ///
    /// - Throws: `NearestError(.unreadable)`, also for a recording that is cut short.
    package func hear(
        _ path: String, with listener: any Listener, labelCount: Int, cancellation: Cancellation
    ) throws -> (vector: [Float], labels: [Label]) {
        let decoder = try SoundDecoder(path: Array(path.utf8), subject: path, rate: listener.rate)
        let source = CheckedSound(decoder)
        let heard = try listener.hear(source, labelCount: labelCount, cancellation: cancellation)
        try decoder.checkEnding()
        return heard
    }

    private func contents(of path: String) throws -> [UInt8] {
        let file = try RegularFile(at: Array(path.utf8), subject: path)
        guard file.size <= Self.byteLimit else {
            throw NearestError(
                .unreadable, path, "has \(file.size >> 20) MB, more than the \(Self.byteLimit >> 20) that are read",
                remedy: "Cut it into parts.")
        }
        let bytes = try file.read(Int(file.size))
        if bytes.isEmpty {
            throw NearestError(.unreadable, path, "is empty: it has no bytes", remedy: "Leave it out.")
        }
        return bytes
    }
}

/// A recording whose own fault comes first: one that holds no sound at all says why.
private final class CheckedSound: SoundSource {
    private let decoder: SoundDecoder
    private var isBegun = false

    init(_ decoder: SoundDecoder) {
        self.decoder = decoder
    }

    func read(_ count: Int, cancellation: Cancellation) throws -> [Float] {
        let samples = try decoder.read(count, cancellation: cancellation)
        if samples.isEmpty, !isBegun { try decoder.checkEnding() }
        isBegun = true
        return samples
    }
}
