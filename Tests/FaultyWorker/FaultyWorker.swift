import Extraction
import Glibc

/// A worker that does, to each file, what the file's first line asks for.
@main
struct FaultyWorker {
    static func main() throws {
        if CommandLine.arguments.contains("--never-ready") {
            _ = write(STDERR_FILENO, "no, not today\n", 14)
            exit(3)
        }
        try ExtractionWorker.run { FaultyReader(reader: LocalFileReader(limits: $0)) }
    }
}
