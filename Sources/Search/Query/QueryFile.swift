import Extraction
import Foundation
import NearestCore
import Synchronization

/// The file that somebody asks with: read when it is first needed, and then kept for all models.
///
/// Whoever opens it is told of this file and what stands beside it, and needs no more: a worker sees nothing else.
final class QueryFile: Sendable {
    /// As it was typed.
    let typed: String
    let state: QueryFileState

    private let file: FileToRead
    private let kind: FileKind
    private let reader: any FileReading
    /// Whoever reads first reads for all.
    private let turn = Turn()
    private let kept = Mutex(Kept())

    private struct Kept {
        var modality: Modality?
        var items: ItemsInMemory?
        var media: [MediaPiece: EncoderInput] = [:]
        var bytes = 0
    }

    /// Items of a table that are read: each is a row.
    private static let mostItems = 4_096
    /// What decoded pictures and sounds may take in memory.
    private static let byteLimit = 192 << 20

    /// - Parameters:
    ///   - found: the absolute path, symbolic links resolved.
    ///   - reader: given the folder, or the file, below which it may read.
    /// - Throws: `NearestError` when the file cannot be read or is of a kind that is not.
    init(found: FileToRead, typed: String, reader: (String) -> any FileReading) throws {
        file = found
        self.typed = typed
        state = Self.state(of: found)
        kind = try Extractor.kind(ofFileAt: found.path, named: found.name)
        if kind == .unsupported {
            throw NearestError(
                .invalidArgument, found.name.display, "is of a kind that is not read",
                remedy: "Ask with a picture, a recording, a film, a document, or words.")
        }
        let path = String(decoding: found.path, as: UTF8.self)
        let folder = (path as NSString).deletingLastPathComponent
        self.reader = reader(found.sidecars.isEmpty ? path : folder)
    }

    /// A file with those beside it that speak of it.
    static func found(_ path: String, typed: String) -> FileToRead {
        let name = CorpusPath((path as NSString).lastPathComponent)
        let folder = (path as NSString).deletingLastPathComponent
        var sidecars: [[UInt8]] = []
        if FileKind(of: name, head: []).takesSidecars {
            let stem = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
            let beside = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
                .filter { $0.hasPrefix(stem) }.map { CorpusPath($0) }
            sidecars = (Sidecars(of: beside).byFile[name] ?? []).map { Array("\(folder)/".utf8) + $0.bytes }
        }
        return FileToRead(path: Array(path.utf8), name: CorpusPath(typed), sidecars: sidecars)
    }

    static func state(of file: FileToRead) -> QueryFileState { QueryFileState(of: [file.path] + file.sidecars) }

    /// Whether this is that file, as it is now.
    func isStill(_ other: FileToRead) -> Bool { file == other && state == Self.state(of: other) }

    /// What stands for the file in a cache of vectors.
    var key: [UInt8] { file.path }

    /// What the file is, which is read as far as shows that it is not broken.
    ///
    /// - Throws: `NearestError(.unreadable)` when it is broken; `CancellationError`.
    func modality(_ cancellation: Cancellation) throws -> Modality {
        if let known = kept.withLock({ $0.modality }) { return known }
        let modality: Modality
        switch kind {
        case .image:
            _ = try media(.whole, .picture, cancellation)
            modality = .image
        case .audio:
            let items = try items(cancellation).items
            modality = items.contains { $0.pieces.contains { $0.modality == .video } } ? .video : .audio
        case .video: modality = try modalityOfFilm(cancellation)
        default:
            _ = try items(cancellation)
            modality = .text
        }
        kept.withLock { $0.modality = modality }
        return modality
    }

    /// One picture of a film is enough to see that it is one; to find its shots would take much longer.
    private func modalityOfFilm(_ cancellation: Cancellation) throws -> Modality {
        let glance = VideoSampling(frames: 1, frameRate: 25, soundRate: 16_000)
        do {
            _ = try media(.whole, .film(glance), cancellation)
            return .video
        } catch let error as NearestError where error.code == .unreadable {
            let heard = try? media(.time(start: 0, end: 1), .sound(rate: 16_000), cancellation)
            guard case .audio(let clip) = heard, !clip.samples.isEmpty else { throw error }
            return .audio
        }
    }

    /// What is written in the file and beside it, and the windows in which a recording is heard.
    ///
    /// - Throws: `NearestError(.unreadable)`; `CancellationError`.
    func items(_ cancellation: Cancellation) throws -> ItemsInMemory {
        if let known = kept.withLock({ $0.items }) { return known }
        return try turn.take(cancellation) {
            if let known = kept.withLock({ $0.items }) { return known }
            let read = try readable { try readItems(cancellation) }
            kept.withLock { $0.items = read }
            return read
        }
    }

    private struct Enough: Error {}

    private func readItems(_ cancellation: Cancellation) throws -> ItemsInMemory {
        var read = ItemsInMemory(items: [], problems: [])
        do {
            read.problems = try reader.read(file, cancellation: cancellation) { item in
                read.items.append(item)
                if read.items.count == Self.mostItems { throw Enough() }
            }
        } catch is Enough {
            read.problems = []
        }
        return read
    }

    /// The words of the file, cut to what a model reads at once.
    ///
    /// - Returns: passages in the order of the file: of a document its text, of anything else all words that stand for
    ///   it. Empty where there are none.
    func segments(_ counter: any TokenCounter, _ cancellation: Cancellation) throws -> [Segment] {
        let items = try items(cancellation)
        var segments: [Segment] = []
        if items.items.allSatisfy(\.isEmpty) { return [] }
        do {
            _ = try Extractor(reader: items, counter: counter).extract(file, cancellation: cancellation) {
                item, _ in
                segments += item.segments.filter { !$0.text.isEmpty }
            }
        } catch let error as NearestError where error.code == .unreadable && segments.isEmpty {
            return []
        }
        let own = segments.filter { $0.evidence == .content }
        return own.isEmpty ? segments : own
    }

    /// Which kinds of words there are, in the order of `Evidence`.
    func evidence(_ cancellation: Cancellation) throws -> [Evidence] {
        let items = try items(cancellation).items
        let all = Set(items.flatMap(\.texts).filter { !$0.text.allSatisfy(\.isWhitespace) }.map(\.evidence))
        return Evidence.allCases.filter(all.contains)
    }

    /// The windows in which a recording is heard, in the order of time.
    func windows(_ cancellation: Cancellation) throws -> [Place] {
        try items(cancellation).items.flatMap(\.pieces).filter { $0.modality == .audio }.map(\.place)
    }

    /// Pixels, samples or frames.
    ///
    /// - Parameter prepare: what is done to the pictures of a film; one that was prepared is not kept, as another model
    ///   wants it otherwise.
    /// - Throws: `NearestError(.unreadable)`; `CancellationError`.
    func media(
        _ place: Place, _ form: MediaPiece.Form, _ cancellation: Cancellation,
        prepare: ((PixelImage) -> PixelImage)? = nil
    ) throws -> EncoderInput {
        let piece = MediaPiece(file: file, place: place, form: form)
        if prepare == nil, let known = kept.withLock({ $0.media[piece] }) { return known }
        return try turn.take(cancellation) {
            if prepare == nil, let known = kept.withLock({ $0.media[piece] }) { return known }
            let input = try readable {
                try reader.media(piece, cancellation: cancellation) { prepare?($0) ?? $0 }
            }
            if prepare == nil { keep(input, for: piece) }
            return input
        }
    }

    private func keep(_ input: EncoderInput, for piece: MediaPiece) {
        let bytes: Int
        switch input {
        case .image(let image): bytes = image.pixels.count
        case .audio(let clip): bytes = clip.samples.count * 4
        case .text, .video: return
        }
        kept.withLock { kept in
            guard kept.bytes + bytes <= Self.byteLimit else { return }
            kept.bytes += bytes
            kept.media[piece] = input
        }
    }

    /// Whoever asks with a broken file needs another.
    private func readable<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch var error as NearestError {
            if error.remedy == nil, error.code == .unreadable { error.remedy = "Choose another file." }
            throw error
        }
    }
}
