import Encoders
import NearestCore
import Synchronization

@testable import Remote

/// A machine without models, and the fetching of one from a fake hub.
final class Pulling {
    let folder: TemporaryFolder
    let hub: FakeHub
    let time = FakeTime()

    init(_ hub: FakeHub) throws {
        self.hub = hub
        folder = try TemporaryFolder()
    }

    var library: ModelLibrary {
        ModelLibrary(modelsFolder: folder.path + "/models", hubFolder: folder.path + "/hub")
    }

    @discardableResult
    func run(
        token: String? = nil, isOffline: Bool = false, revision: String? = nil, force: Bool = false,
        cancellation: Cancellation = Cancellation(), report: @escaping @Sendable (PullProgress) -> Void = { _ in }
    ) throws -> PulledModel {
        let settings = try hub.settings(token: token, isOffline: isOffline)
        let pull = ModelPull(hub: settings, library: library, retry: time.policy(), report: report)
        return try pull.run(
            HubModelID(FakeHub.model, on: settings), revision: revision, force: force, cancellation: cancellation)
    }

    func fetched(_ file: String) -> [UInt8]? { folder.read("models/\(FakeHub.model)/\(file)") }

    /// The file of weights as far as it has come.
    var partial: [UInt8]? {
        folder.files.first { $0.hasSuffix(".incomplete") && $0.contains("model.safetensors") }.flatMap(folder.read)
    }
}
