import Foundation

/// A program that the same build put beside the test bundle.
struct BuiltProgram: Sendable {
    static let nearest = BuiltProgram("nearest")
    static let faultyWorker = BuiltProgram("FaultyWorker")

    let path: String

    private init(_ name: String) {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        path = bundle.deletingLastPathComponent().appendingPathComponent(name).path
    }

    var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }
}
