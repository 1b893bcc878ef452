import CFFmpeg
import NearestCore

/// What the media library's refusals mean to the user.
enum MediaFault {
    static func error(_ status: Int32, subject: String, wanted: Modality) -> NearestError {
        let stream = wanted == .audio ? "sound" : "moving picture"
        switch cff_status(rawValue: UInt32(clamping: status)) {
        case CFF_NO_MEMORY:
            return NearestError(
                .system, subject, "decoding it needs more memory than there is",
                remedy: "Close other programs, or make a smaller copy of it.")
        case CFF_NOT_MEDIA:
            return NearestError(
                .unreadable, subject, "is no recording of a known format",
                remedy: "Convert it to a format that FFmpeg reads, such as FLAC or MP4.")
        case CFF_NO_STREAM: return NearestError(.unreadable, subject, "holds no \(stream)")
        case CFF_NO_DECODER:
            return NearestError(
                .unreadable, subject, "its \(stream) is in a format that the installed FFmpeg does not decode",
                remedy: "Convert it, for instance to FLAC or to MP4 with H.264, or install a fuller FFmpeg.")
        case CFF_TOO_LARGE:
            return NearestError(
                .unreadable, subject, "its pictures have more than \(VideoDecoder.pixelLimit) pixels (8192 × 4320)",
                remedy: "Make a smaller copy of it.")
        case CFF_READ:
            return NearestError(
                .unreadable, subject, "cannot be read to its end: the disk failed",
                remedy: "Copy it to another disk, and check this one.")
        case CFF_NO_LIBRARY:
            return NearestError(
                .system, subject, "FFmpeg's libraries, which decode it, are not on this machine",
                remedy: "scripts/bootstrap installs them.")
        default:
            return NearestError(
                .unreadable, subject, "describes its \(stream) in a way that makes no sense",
                remedy: "Its source may have it whole; else write it anew, for instance with FFmpeg.")
        }
    }

    /// Why a file of the corpus is not read. It may pass where the reason lies outside of the file; one that must be
    /// converted will be another one.
    static func refusal(_ status: Int32, of source: SourceFile, wanted: Modality = .video) -> NearestError {
        let error = error(status, subject: source.subject, wanted: wanted)
        let isOutside = [CFF_NO_MEMORY, CFF_READ, CFF_NO_LIBRARY, CFF_NO_DECODER].contains { $0.rawValue == status }
        return source.unreadable(error.problem, remedy: error.remedy, mayPass: isOutside)
    }

    /// The same for an error that a decoder threw; what is none comes back as it is.
    static func refusal(_ error: any Error, of source: SourceFile) -> any Error {
        guard let error = error as? NearestError else { return error }
        return source.unreadable(
            error.problem, remedy: error.remedy, mayPass: error.mayPass || error.code == .system)
    }

    /// The extension of the file's name, which tells formats without magic bytes apart.
    static func hint(_ path: [UInt8]) -> String? {
        let name = path.split(separator: UInt8(ascii: "/")).last ?? []
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return nil }
        return String(decoding: name[(dot + 1)...], as: UTF8.self)
    }
}
