import CSandbox
import Glibc
import NearestCore

/// Why a worker gave no answer.
enum WorkerFault: Error, Hashable {
    /// It closed its end: mostly because it died.
    case closed
    /// It gave no sign of life for so many seconds.
    case silent(Double)
    /// Its answer was waited for this long.
    case tooLong(Double)
    /// It sent what is no answer.
    case nonsense(String)

    /// Whether what it had read before may be to blame: memory that another file upset.
    var mayBeInherited: Bool {
        switch self {
        case .closed, .nonsense: true
        case .silent, .tooLong: false
        }
    }

    /// Whether somebody else ended the worker: another time the file may be read.
    func mayPass(ending: ChildProcess.Ending) -> Bool {
        self == .closed && ending == .signal(SIGKILL)
    }

    /// Why a file could not be read.
    ///
    /// - Parameters:
    ///   - ending: of the worker.
    ///   - messages: the last that it said on standard error.
    func problem(ending: ChildProcess.Ending, messages: String, limits: ExtractionLimits) -> String {
        switch self {
        case .silent(let seconds): return "took longer than \(Int(seconds)) s without a sign of life"
        case .tooLong(let seconds): return "took longer than \(Int(seconds)) s to read"
        case .nonsense(let problem): return "the reader gave an answer that makes no sense (\(problem))"
        case .closed: break
        }
        if messages.contains(CSB_STACK_USED_UP) { return "is nested too deeply for the reader" }
        if ([CSB_MEMORY_USED_UP] + Self.outOfMemory).contains(where: messages.contains) {
            return "needed more memory than \(limits.workerBytes >> 30) GB"
        }
        // Our own last words name the broken assumption.
        let lines = messages.split(whereSeparator: \.isNewline)
        let reason = lines.last { $0.contains("Fatal error: ") }.map { ": " + PlainText.oneLine(String($0)) } ?? ""
        switch ending {
        case .signal(SIGXCPU): return "took too much processor time"
        case .signal(SIGKILL): return "the reader was killed, perhaps because the machine ran out of memory"
        case .signal(let number): return "the reader crashed (\(Self.name(of: number)))" + reason
        case .exit(let status):
            let last = lines.last.map { ": " + PlainText.oneLine(String($0)) } ?? ""
            return "the reader stopped with exit code \(status)" + last
        }
    }

    /// What libraries say before they give up.
    private static let outOfMemory = [
        "ould not allocate memory", "annot allocate memory", "bad_alloc", "ailed to allocate", "ut of memory",
    ]

    private static func name(of signal: Int32) -> String {
        switch signal {
        case SIGSEGV: "segmentation fault"
        case SIGABRT: "abort"
        case SIGTRAP, SIGILL: "trap"
        case SIGBUS: "bus error"
        case SIGFPE: "arithmetic error"
        default: "signal \(signal)"
        }
    }
}
