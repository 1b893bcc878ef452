import Foundation

/// The program that the same build made, as a shell would start it.
struct BuiltProgram {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Beside the test bundle.
    static let path: String = {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("nearest").path
    }()

    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

    private let process = Process()
    private let scratch: TemporaryFolder

    /// Starts it with nothing of this process's environment but the path and `environment`.
    ///
    /// - Parameter folder: the working directory; nil for this process's own.
    init(_ arguments: [String], environment: [String: String], folder: String? = nil) throws {
        scratch = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = arguments
        // A home of its own, so that no token or proxy of the user's takes part.
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": scratch.path].merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardInput = FileHandle.nullDevice
        // Files, as a pipe would fill up while nobody reads it.
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.write([], to: "out")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.write([], to: "err")))
        try process.run()
    }

    static func run(_ arguments: String..., environment: [String: String]) throws -> Outcome {
        try BuiltProgram(arguments, environment: environment).wait()
    }

    /// As Ctrl-C does.
    func interrupt() { process.interrupt() }

    func wait() -> Outcome {
        process.waitUntilExit()
        func text(_ name: String) -> String { String(decoding: scratch.read(name) ?? [], as: UTF8.self) }
        return Outcome(status: process.terminationStatus, output: text("out"), errors: text("err"))
    }
}
