import FileAccess
import NearestCore

/// The file that is being extracted.
struct SourceFile: Sendable {
    /// The absolute path's bytes.
    let path: [UInt8]
    let name: CorpusPath
    /// Files beside it that speak of it, by absolute path.
    var sidecars: [[UInt8]] = []
    let limits: ExtractionLimits
    /// To be looked at often: in a worker process that is a sign of life, too.
    let cancellation: Cancellation
    /// The bytes of a file that lies inside another; `path` and `name` are then those of the outer one.
    var content: [UInt8]?

    /// What errors call the file.
    var subject: String { name.display }

    func open() throws -> RegularFile {
        try RegularFile(at: path, subject: subject)
    }

    func unreadable(_ problem: String, remedy: String? = nil, mayPass: Bool = false) -> NearestError {
        NearestError(.unreadable, subject, problem, remedy: remedy, mayPass: mayPass)
    }

    /// The file's bytes, for formats that need all of them at once.
    ///
    /// - Throws: `NearestError.unreadable`, also when the file is larger than the limit.
    func readWhole() throws -> [UInt8] {
        if let content { return content }
        let file = try open()
        try checkSize(file.size)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(file.size))
        while true {
            try cancellation.check()
            let chunk = try file.read(1 << 22)
            bytes.append(contentsOf: chunk)
            try checkSize(Int64(bytes.count))
            if chunk.count < 1 << 22 { return bytes }
        }
    }

    private func checkSize(_ size: Int64) throws {
        if size <= limits.maximumTextBytes { return }
        let limit = limits.maximumTextBytes >> 20
        throw unreadable(
            "is \(size >> 20) MiB, over the limit of \(limit) MiB for a text in one piece",
            remedy: "Split it, or make it a .jsonl file of one record a line, which has no limit.")
    }
}
