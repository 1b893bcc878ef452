import Foundation
import NearestCore
import Testing

@testable import Extraction

@Suite("Worker processes", .serialized, .enabled(if: BuiltProgram.faultyWorker.isBuilt, "needs FaultyWorker"))
struct WorkerFileReaderTests {
    private let folder = TemporaryFolder()

    /// Short ones, so that tests are.
    private static let limits: ExtractionLimits = {
        var limits = ExtractionLimits()
        limits.workerBytes = 1 << 30
        limits.silentSeconds = 3
        limits.fileSeconds = 6
        return limits
    }()

    private func reader(_ limits: ExtractionLimits = limits, count: Int = 1, arguments: [String] = [])
        -> WorkerFileReader
    {
        WorkerFileReader(
            folder: folder.path, limits: limits, count: count,
            program: WorkerProgram(path: BuiltProgram.faultyWorker.path, arguments: arguments))
    }

    private func file(_ content: String, named name: String) -> FileToRead {
        folder.write(content + "\n", to: name)
        return FileToRead(path: Array("\(folder.path)/\(name)".utf8), name: CorpusPath(name))
    }

    /// Why a file was not read; nil when it was.
    private func problem(
        _ file: FileToRead, _ reader: WorkerFileReader, mayPass: Bool = false,
        emit: (ExtractedItem) throws -> Void = { _ in }
    ) throws -> String? {
        do {
            _ = try reader.read(file, cancellation: Cancellation(), emit: emit)
            return nil
        } catch let error as NearestError {
            #expect(error.code == .unreadable && error.subject == file.name.display, "\(error)")
            #expect(error.mayPass == mayPass, "whether the file alone is to blame")
            return error.problem
        }
    }

    @Test(
        "a misdeed costs its file and is named",
        arguments: [
            ("crash", "the reader crashed (segmentation fault)"), ("trap", "the reader crashed (trap)"),
            ("abort", "the reader crashed (abort)"), ("exit", "the reader stopped with exit code 7"),
            ("recurse", "is nested too deeply for the reader"), ("grow", "needed more memory than 1 GB"),
            ("garbage", "the reader gave an answer that makes no sense"),
            ("claim", "the reader gave an answer that makes no sense"),
            ("hang", "took longer than 3 s without a sign of life"), ("loop", "took longer than 6 s to read"),
        ])
    func misdeeds(misdeed: String, reason: String) throws {
        let reader = reader()
        #expect(try problem(file(misdeed, named: "bad.txt"), reader)?.hasPrefix(reason) == true)
        #expect(try problem(file("A good text.", named: "good.txt"), reader) == nil)
        let again = try problem(file(misdeed, named: "bad.txt"), reader)
        #expect(again?.hasPrefix(reason) == true, "also in a worker that has read something before: \(again ?? "")")
    }

    @Test("a file is not blamed for what the one before it did, and nothing is said twice")
    func inheritedFaults() throws {
        let reader = reader()
        #expect(try problem(file("upset", named: "first.txt"), reader) == nil)
        var texts: [String] = []
        #expect(
            try problem(file("A good text.", named: "good.txt"), reader) {
                texts.append("\($0.document.blocks.count)")
            } == nil)
        #expect(texts == ["1"])
        #expect(try problem(file("Another.", named: "other.txt"), reader) == nil)

        texts = []
        let crashed = try problem(file("crash later", named: "bad.txt"), reader) { texts += $0.texts.map(\.text) }
        #expect(crashed == "the reader crashed (segmentation fault)")
        #expect(texts == ["said before"], "a second worker said it again")
    }

    @Test("a cancellation ends at once what a worker does")
    func cancellation() throws {
        let cancellation = Cancellation()
        let hanging = file("hang", named: "bad.txt")
        let reader = reader(ExtractionLimits())
        let start = ContinuousClock.now
        let stopper = Thread {
            Thread.sleep(forTimeInterval: 1)
            cancellation.cancel()
        }
        stopper.start()
        #expect(throws: CancellationError.self) {
            _ = try reader.read(hanging, cancellation: cancellation) { _ in }
        }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("an error of whoever takes the items ends the reading and is what is thrown")
    func errorsOfTheTaker() throws {
        struct Enough: Error {}
        let records = (1...2000).map { "{\"text\": \"Record \($0) has some words.\"}" }.joined(separator: "\n")
        let reader = reader()
        #expect(throws: Enough.self) {
            _ = try reader.read(file(records, named: "many.jsonl"), cancellation: Cancellation()) { _ in
                throw Enough()
            }
        }
        #expect(try problem(file("A good text.", named: "good.txt"), reader) == nil)
    }

    @Test("what a worker has started ends with it")
    func children() throws {
        var child = ""
        let problem = try problem(file("child", named: "bad.txt"), reader()) {
            child = $0.texts.map(\.text).joined()
        }
        #expect(problem?.hasPrefix("took longer than 3 s") == true)
        try #require(Int32(child) ?? 0 > 1)
        // Whoever inherits it may need a moment to bury it.
        let status = try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)
        #expect(status == nil || status?.contains("State:\tZ") == true, "\(status ?? "")")
    }

    @Test("several threads have a worker each")
    func threads() throws {
        let reader = reader(count: 3)
        let files = (0..<24).map { file($0 % 6 == 0 ? "crash" : "Text \($0).", named: "\($0).txt") }
        let results = ConcurrentResults(count: files.count) { index in
            do {
                _ = try reader.read(files[index], cancellation: Cancellation()) { _ in }
                return "read"
            } catch {
                return "\(error)"
            }
        }
        for (index, result) in results.all.enumerated() {
            #expect(result == (index % 6 == 0 ? "\(index).txt: the reader crashed (segmentation fault)" : "read"))
        }
    }

    @Test("a program that cannot be started, or is no worker, is an error of the system")
    func noWorker() throws {
        let good = file("A good text.", named: "good.txt")
        let missing = WorkerFileReader(
            folder: folder.path, count: 1, program: WorkerProgram(path: "/nonexistent/program", arguments: []))
        let silent = WorkerFileReader(
            folder: folder.path, count: 1, program: WorkerProgram(path: "/bin/true", arguments: []))
        let other = WorkerFileReader(
            folder: folder.path, count: 1, program: WorkerProgram(path: "/bin/echo", arguments: ["hello"]))
        for (reader, reason) in [
            (missing, "the program is not there"), (reader(arguments: ["--never-ready"]), "no, not today"),
            (silent, "no sensible answer"), (other, "no sensible answer"),
        ] {
            let error = #expect(throws: NearestError.self) {
                _ = try reader.read(good, cancellation: Cancellation()) { _ in }
            }
            #expect(
                error?.code == .system && error?.problem.contains(reason) == true, "\(error.map { "\($0)" } ?? "")")
        }
    }

    @Test("a worker reads below its folder and in system folders, and can do nothing else")
    func confinement() throws {
        let other = TemporaryFolder()
        other.write("not for you", to: "secret.txt")
        let probe = ConfinementProbe(
            outside: Array("\(other.path)/secret.txt".utf8), unused: Array("\(folder.path)/made".utf8))
        let (confinement, escapes) = try reader().confinement(probe, cancellation: Cancellation())
        var expected: [String] = []
        // A kernel without Landlock.
        if confinement.landlock == 0 { expected.append("read a file outside of the corpus") }
        if confinement.landlock < 6 { expected.append("send its parent signals") }
        #expect(escapes == expected)
        #expect(confinement.filter)

        let outside = FileToRead(path: Array("\(other.path)/secret.txt".utf8), name: CorpusPath("secret.txt"))
        if confinement.landlock > 0 {
            #expect(try problem(outside, reader(), mayPass: true) == "no permission to read the file")
        }
    }
}
