import NearestCore

/// Poppler's programs, which read a PDF from their standard input: its name may be anything, and a crash or an endless
/// loop of theirs is one file's failure.
struct PDFPrograms {
    let source: SourceFile

    /// - Throws: `NearestError.unreadable` with the reason in the user's words.
    func run(_ name: String, _ arguments: [String], maximumOutputBytes: Int) throws -> ChildProgram.Output {
        let program = ChildProgram(
            name: name, arguments: arguments, seconds: source.limits.pdfSeconds,
            maximumOutputBytes: maximumOutputBytes)
        do {
            return try program.run(on: source.open(), cancellation: source.cancellation)
        } catch let failure as ChildProgram.Failure {
            switch failure {
            case .notInstalled:
                throw source.unreadable(
                    "cannot be read without \(name)", remedy: "Install poppler-utils, then index again.",
                    mayPass: true)
            case .outOfTime: throw source.unreadable("took \(name) longer than \(Int(source.limits.pdfSeconds)) s")
            case .tooMuchOutput: throw source.unreadable("gives more text than the limit")
            case .cannotRun(let reason):
                throw source.unreadable("\(name) cannot run: \(PlainText.oneLine(reason))", mayPass: true)
            }
        }
    }
}
