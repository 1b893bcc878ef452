import Foundation

/// What a test needs of the machine; without it the test is skipped, and says so.
enum Requirements {
    /// The text model's weights and the library that runs it, as `scripts/bootstrap` places them.
    static let hasModel: Bool = {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "/"
        let data = environment["XDG_DATA_HOME"] ?? home + "/.local/share"
        let models = environment["NEAREST_MODELS_DIR"] ?? data + "/nearest/models"
        let weights = models + "/sentence-transformers/all-MiniLM-L6-v2/model.safetensors"
        let libraries = (try? FileManager.default.contentsOfDirectory(atPath: data + "/nearest")) ?? []
        let hasOpenVINO =
            environment["NEAREST_OPENVINO_DIR"] != nil || libraries.contains { $0.hasPrefix("openvino-") }
        return hasOpenVINO && FileManager.default.fileExists(atPath: weights)
    }()

    static let canRun = Program.isBuilt && hasModel

    static let hasTrial = FileManager.default.isExecutableFile(atPath: Program.trialPath)

    static let hasTmux = program("tmux")
    static let hasPython = program("python3")

    /// Root may read what nobody may read.
    static let isRoot = getuid() == 0

    private static func program(_ name: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        return path.split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }
}
