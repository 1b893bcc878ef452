import Crawler
import Extraction
import Foundation
import NearestCore
import Synchronization

/// Reads the files of a folder, kind by kind, and takes the time.
struct ExtractionBenchmark {
    /// One kind, read by so many workers.
    struct Figures: Encodable {
        var kind: String
        var workers: Int
        var files: Int
        var items: Int
        var failures: Int
        var bytes: Int64
        var seconds: Double
        var filesPerSecond: Double { seconds > 0 ? Double(files) / seconds : 0 }

        enum CodingKeys: String, CodingKey {
            case kind, workers, files, items, failures, bytes, seconds
            case filesPerSecond = "files_per_second"
        }

        func encode(to encoder: any Swift.Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(kind, forKey: .kind)
            try container.encode(workers, forKey: .workers)
            try container.encode(files, forKey: .files)
            try container.encode(items, forKey: .items)
            try container.encode(failures, forKey: .failures)
            try container.encode(bytes, forKey: .bytes)
            try container.encode(seconds, forKey: .seconds)
            try container.encode(filesPerSecond, forKey: .filesPerSecond)
        }
    }

    private let folder: String
    private let kinds: [(kind: FileKind, files: [FileToRead], bytes: Int64)]
    private let cancellation: Cancellation

    /// - Throws: `NearestError` when the folder cannot be read or holds nothing that is.
    init(folder: String, cancellation: Cancellation) throws {
        let path = URL(fileURLWithPath: folder).standardizedFileURL.resolvingSymlinksInPath().path
        self.folder = path
        self.cancellation = cancellation
        let crawl = try Crawler(corpus: path).crawl(cancellation: cancellation, progress: { _ in })
        let sidecars = Sidecars(of: crawl.files.map(\.path))
        var kinds: [FileKind: (files: [FileToRead], bytes: Int64)] = [:]
        func absolute(_ name: CorpusPath) -> [UInt8] { Array((path + "/").utf8) + name.bytes }
        for file in crawl.files where !sidecars.all.contains(file.path) {
            guard let kind = try? Extractor.kind(ofFileAt: absolute(file.path), named: file.path) else { continue }
            let beside = (sidecars.byFile[file.path] ?? []).map(absolute)
            let known = kinds[kind] ?? ([], 0)
            let toRead = FileToRead(path: absolute(file.path), name: file.path, sidecars: beside)
            kinds[kind] = (known.files + [toRead], known.bytes + file.size)
        }
        kinds[.unsupported] = nil
        self.kinds = kinds.map { ($0.key, $0.value.files, $0.value.bytes) }
            .sorted { $0.kind.rawValue < $1.kind.rawValue }
        if kinds.isEmpty {
            throw NearestError(
                .invalidArgument, folder, "holds no file that is read", remedy: "Name another folder.")
        }
    }

    func figures(workers: Int) throws -> [Figures] {
        try kinds.map { kind, files, bytes in
            let reader = WorkerFileReader(folder: folder, count: workers)
            // Workers start with the first file they are given, which is no part of reading the others.
            try read(Array(files.prefix(1)), by: reader, workers: 1)
            let start = ContinuousClock.now
            let (items, failures) = try read(files, by: reader, workers: workers)
            return Figures(
                kind: kind.rawValue, workers: workers, files: files.count, items: items, failures: failures,
                bytes: bytes, seconds: (ContinuousClock.now - start) / .seconds(1))
        }
    }

    /// - Returns: how many items there were, and how many files gave none.
    @discardableResult
    private func read(
        _ files: [FileToRead], by reader: WorkerFileReader, workers: Int
    ) throws -> (items: Int, failures: Int) {
        let next = Atomic(0)
        let items = Atomic(0)
        let failures = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < files.count, !cancellation.isCancelled else { return }
                do {
                    _ = try reader.read(files[index], cancellation: cancellation) { _ in
                        items.wrappingAdd(1, ordering: .relaxed)
                    }
                } catch {
                    failures.wrappingAdd(1, ordering: .relaxed)
                }
            }
        }
        try cancellation.check()
        return (items.load(ordering: .relaxed), failures.load(ordering: .relaxed))
    }

    static func table(of figures: [Figures]) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        func line(_ cells: [String]) -> String {
            zip(cells, [8, 8, 8, 8, 9, 10, 9, 9]).map(padded).joined(separator: " ")
        }
        let head = line(["kind", "workers", "files", "items", "failures", "size", "seconds", "files/s"])
        let lines = figures.map { figure in
            line([
                figure.kind, "\(figure.workers)", "\(figure.files)", "\(figure.items)", "\(figure.failures)",
                FolderSize.text(figure.bytes), "\((figure.seconds * 100).rounded() / 100)",
                "\((figure.filesPerSecond * 10).rounded() / 10)",
            ])
        }
        return ([head] + lines).joined(separator: "\n")
    }
}
