import Foundation
import Testing

@Suite(
    "Processes that read files",
    .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program, the model and OpenVINO: run scripts/bootstrap"))
struct WorkerTests {
    /// The ids of processes that are workers of programs started with this argument.
    private func workers(ofProgramWith argument: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let processes = all.filter { Int($0) != nil }
        let parents = processes.filter { words(of: $0).contains(argument) }
        return processes.filter { process in
            words(of: process).contains("extraction-worker") && parents.contains(parent(of: process))
        }
    }

    private func words(of process: String) -> [String] {
        let line = (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
        return line.split(separator: "\0").map(String.init)
    }

    private func parent(of process: String) -> String {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("PPid:") }
        return line.map { String($0.dropFirst(5)).trimmingCharacters(in: .whitespaces) } ?? ""
    }

    @Test("they end with the program, even when it is killed")
    func killed() throws {
        let folder = try TemporaryFolder()
        let lines = (0..<60_000).map { "{\"text\": \"Entry \($0) of the harbour master's long book.\"}" }
        try folder.write(lines.joined(separator: "\n"), to: "book.jsonl")
        let program = try ChildProcess(Program.path, ["index", folder.path])
        let found: [String] = try eventually("a worker") {
            let found = workers(ofProgramWith: folder.path)
            return found.isEmpty ? nil : found
        }
        program.signal(SIGKILL)
        #expect(program.wait() == -SIGKILL)
        for worker in found {
            _ = try eventually("the end of \(worker)", within: 20) {
                // A dead process that nobody has waited for has no command line.
                words(of: worker).isEmpty ? true : nil
            }
        }
    }

    @Test("doctor says what the kernel keeps them from")
    func doctor() throws {
        let outcome = try Program.run("doctor")
        let line = outcome.output.split(separator: "\n").first { $0.contains("sandbox") }
        #expect(line?.contains("seccomp") == true, "\(outcome.output)")
    }

    @Test("--workers takes a number that makes sense")
    func number() throws {
        let corpus = try TinyCorpus()
        #expect(try Program.run("index", corpus.path, "--workers", "0").status == 2)
        #expect(try Program.run("index", corpus.path, "--workers", "3").status == 0)
        let found = try Program.run("search", "-C", corpus.path, "-l", "-k", "1", "lava eruption")
        #expect(found.output == "notes/volcano.md\n")
    }
}
