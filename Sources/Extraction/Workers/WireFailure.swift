import NearestCore

/// An error as a frame has it.
struct WireFailure: Codable {
    private var problem: String
    private var remedy: String?
    private var subject: String?
    private var mayPass = false

    /// In characters: more nobody reads.
    private static let longest = 1000

    init(problem: String) {
        self.problem = problem
    }

    init(_ error: any Error) {
        guard let error = error as? NearestError else {
            problem = "cannot be read (\(error))"
            return
        }
        (problem, remedy, subject) = (error.problem, error.remedy, error.subject)
        // Nor is it the file's fault when the system refuses or a library is missing.
        mayPass = error.mayPass || error.code == .system
    }

    /// Always `.unreadable`: whatever a worker says concerns its file and stops nothing else.
    func error(about file: CorpusPath) -> NearestError {
        NearestError(
            .unreadable, subject.map { String($0.prefix(Self.longest)) } ?? file.display,
            String(problem.prefix(Self.longest)), remedy: remedy.map { String($0.prefix(Self.longest)) },
            mayPass: mayPass)
    }
}
