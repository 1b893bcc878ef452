import FoundationEssentials
import NearestCore

/// What a worker is asked for.
enum WorkerRequest: Hashable, Sendable {
    case begin(Begin)
    case read(FileToRead, seconds: UInt64)
    case decode(MediaPiece, seconds: UInt64)
    case probe(ConfinementProbe)

    struct Begin: Hashable, Sendable, Codable {
        /// The absolute path of the folder that may be read.
        var folder: Data
        var limits: ExtractionLimits
    }

    func frame() throws -> WorkerFrame {
        switch self {
        case .begin(let begin): try .init(.begin, begin)
        case .read(let file, let seconds): try .init(.read, WireRequest(file, seconds: seconds))
        case .decode(let piece, let seconds): try .init(.decode, WireRequest(piece, seconds: seconds))
        case .probe(let probe): try .init(.probe, probe)
        }
    }

    /// - Throws: when the frame is none of these.
    init(_ frame: WorkerFrame) throws {
        switch frame.kind {
        case .begin: self = .begin(try frame.decoded())
        case .read:
            let request: WireRequest = try frame.decoded()
            self = .read(request.fileToRead, seconds: request.seconds)
        case .decode:
            let request: WireRequest = try frame.decoded()
            self = .decode(try request.piece(), seconds: request.seconds)
        case .probe: self = .probe(try frame.decoded())
        default: throw WorkerFrameParser.Nonsense(problem: "an answer where a request should be")
        }
    }
}

/// A request as JSON has it: paths are bytes and not text.
private struct WireRequest: Codable {
    struct Film: Codable {
        var frames: Int
        var frameRate: Double
        var soundRate: Int
    }

    struct Filmstrip: Codable {
        var count: Int
        var height: Int
    }

    var path: Data
    var name: Data
    var sidecars: [Data]
    /// Of processor time.
    var seconds: UInt64
    var part: String?
    var place: WirePlace?
    var soundRate: Int?
    var film: Film?
    var filmstrip: Filmstrip?

    init(_ file: FileToRead, seconds: UInt64) {
        path = Data(file.path)
        name = Data(file.name.bytes)
        sidecars = file.sidecars.map { Data($0) }
        self.seconds = seconds
    }

    init(_ piece: MediaPiece, seconds: UInt64) {
        self.init(piece.file, seconds: seconds)
        part = piece.part
        place = WirePlace(piece.place)
        switch piece.form {
        case .picture: break
        case .sound(let rate): soundRate = rate
        case .film(let sampling):
            film = Film(
                frames: sampling.frames, frameRate: sampling.frameRate, soundRate: sampling.soundRate)
        case .filmstrip(let count, let height): filmstrip = Filmstrip(count: count, height: height)
        }
    }

    var fileToRead: FileToRead {
        FileToRead(path: Array(path), name: CorpusPath(bytes: name), sidecars: sidecars.map { Array($0) })
    }

    func piece() throws -> MediaPiece {
        let form: MediaPiece.Form =
            if let film {
                .film(VideoSampling(frames: film.frames, frameRate: film.frameRate, soundRate: film.soundRate))
            } else if let filmstrip {
                .filmstrip(count: filmstrip.count, height: filmstrip.height)
            } else if let soundRate {
                .sound(rate: soundRate)
            } else {
                .picture
            }
        return MediaPiece(file: fileToRead, part: part, place: try place?.place() ?? .whole, form: form)
    }
}
