import Foundation

/// The built program, as a user's shell would start it.
struct Program {
    /// What a finished run left behind.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        /// The JSON object on standard output.
        ///
        /// - Throws: when it is none.
        func object() throws -> [String: Any] {
            let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
            guard let object = value as? [String: Any] else { throw NotAnObject(output: output) }
            return object
        }
    }

    struct NotAnObject: Error {
        var output: String
    }

    /// The binary that the same build put beside the test bundle.
    static let path: String = {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("nearest").path
    }()

    /// What kills runs of the indexer, beside it.
    static let trialPath = (path as NSString).deletingLastPathComponent + "/CrashTrial"

    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Runs `nearest` to its end.
    @discardableResult
    static func run(
        _ arguments: String..., in folder: String? = nil, environment: [String: String] = [:]
    ) throws -> Outcome {
        try run(executable: path, arguments, in: folder, environment: environment)
    }

    /// Runs a line of bash in which `nearest` is the program.
    static func shell(_ line: String, in folder: String? = nil) throws -> Outcome {
        let function = "nearest() { '\(path)' \"$@\"; }; "
        return try run(executable: "/bin/bash", ["-c", function + line], in: folder, environment: [:])
    }

    static func run(
        executable: String, _ arguments: [String], in folder: String?, environment: [String: String]
    ) throws -> Outcome {
        // Files, as a pipe would fill up while nobody reads it.
        let scratch = try TemporaryFolder()
        let output = try scratch.write("", to: "output")
        let errors = try scratch.write("", to: "errors")
        let child = try ChildProcess(
            executable, arguments, in: folder, environment: environment, output: output, errors: errors)
        let status = child.wait()
        return Outcome(
            status: status, output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8))
    }
}
