import ArgumentParser
import Extraction

/// `nearest extraction-worker`: what this program is when it was started by itself to read files.
struct ExtractionWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: WorkerProgram.command,
        abstract: "Read files for the nearest that started this process.",
        discussion: "Frames go over its standard streams; for people there is nothing to see here.",
        shouldDisplay: false)

    func run() throws {
        try ExtractionWorker.run { LocalFileReader(limits: $0) }
    }
}
