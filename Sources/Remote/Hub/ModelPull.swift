import Encoders
import Foundation
import Inference
import NearestCore

/// Fetches models from a hub into the folder of models.
///
/// Nothing appears in a model's place before all of it is here and checked; what an interruption leaves behind
/// is continued by the next run.
package struct ModelPull: Sendable {
    private let hub: HubClient
    private let library: ModelLibrary
    private let report: @Sendable (PullProgress) -> Void

    /// The longest silence of a server, in seconds, that is not taken for a cut connection.
    private static let idleTimeout = 30.0

    package init(
        hub: HubSettings, library: ModelLibrary, retry: RetryPolicy = RetryPolicy(),
        report: @escaping @Sendable (PullProgress) -> Void = { _ in }
    ) {
        self.hub = HubClient(hub, retry: retry, transport: WebTransport(idleTimeout: Self.idleTimeout))
        self.library = library
        self.report = report
    }

    /// Where an interrupted download of a model waits to be continued; nil where there is none.
    package func resumeFolder(of model: HubModelID) -> String? {
        let folder = PullFolder.path(for: model, in: library.modelsFolder)
        return FileStamp(path: folder) == nil ? nil : folder
    }

    /// Brings a model here, unless it is.
    ///
    /// - Parameters:
    ///   - revision: a branch, tag or commit; nil for the main branch, or for whichever is here.
    ///   - force: fetch it even when it is here.
    /// - Throws: `NearestError`: `.network`, `.unknownModel`, `.system`, `.locked`; `CancellationError`.
    package func run(
        _ model: HubModelID, revision: String? = nil, force: Bool = false, cancellation: Cancellation
    ) throws -> PulledModel {
        let present = force ? nil : try present(model)
        if revision == nil, let present { return present }
        if hub.settings.isOffline {
            throw NearestError(
                .network, model.description, "HF_HUB_OFFLINE forbids asking the hub",
                remedy: "Unset it, or put the model's folder into \(library.modelsFolder).")
        }
        let meter = PullMeter(model: model.description, report: report)
        meter.change { $0.note = "asking the hub" }
        let found = try hub.revision(
            revision ?? HubFaults.mainRevision, of: model, waiting: meter.waits, cancellation: cancellation)
        if let present, present.commit == found.commit { return present }
        if !force { try refuseToReplace(model) }
        return try fetch(model, found, meter, cancellation)
    }

    /// The model, when it is here and complete.
    private func present(_ model: HubModelID) throws -> PulledModel? {
        guard let folder = try? library.folder(withID: model.description) else { return nil }
        if let record = PullRecord(in: folder.path) {
            guard record.isComplete(in: folder.path) else { return nil }
            return PulledModel(
                id: model.description, path: folder.path, state: .present, commit: record.commit,
                files: record.files.count, bytes: record.byteCount, receivedBytes: 0,
                problem: ModelSummary(folder).problem)
        }
        let summary = ModelSummary(folder)
        guard summary.problem == nil else { return nil }
        return PulledModel(
            id: model.description, path: folder.path, state: .present, commit: hubCommit(of: folder.path),
            files: Disk.names(in: folder.path).count, bytes: summary.bytes, receivedBytes: 0)
    }

    /// In Hugging Face's own cache the folder is named after the commit.
    private func hubCommit(of path: String) -> String? {
        guard let hub = Disk.canonical(library.hubFolder), path.hasPrefix(hub + "/") else { return nil }
        return path.split(separator: "/").last.map(String.init)
    }

    /// A folder that somebody else put there is not ours to replace unasked.
    private func refuseToReplace(_ model: HubModelID) throws {
        let target = "\(library.modelsFolder)/\(model)"
        guard FileStamp(path: target) != nil, PullRecord(in: target) == nil else { return }
        throw NearestError(
            .invalidArgument, target, "there is a folder which `nearest models pull` did not make",
            remedy: "Give --force to replace it.")
    }

    private func fetch(
        _ model: HubModelID, _ found: HubRevision, _ meter: PullMeter, _ cancellation: Cancellation
    ) throws -> PulledModel {
        let folder = try PullFolder(for: model, in: library.modelsFolder)
        defer { folder.unlock() }
        let run = PullRun(
            hub: hub, model: model, commit: found.commit, folder: folder, meter: meter, cancellation: cancellation)
        let files: [String]
        do {
            files = try run.fetch(FileChoice(found.files))
        } catch {
            folder.discardIfEmpty()
            throw error
        }
        let record = PullRecord(
            model: model.description, commit: found.commit,
            files: files.map { name in
                PullRecord.File(name: name, bytes: FileStamp(path: folder.file(name))?.byteCount ?? 0)
            })
        folder.keepOnly(files)
        try record.write(to: folder.filesPath)
        try folder.moveIntoPlace()
        return PulledModel(
            id: model.description, path: folder.target, state: .fetched, commit: found.commit,
            files: files.count, bytes: record.byteCount, receivedBytes: meter.received,
            problem: try library.folder(withID: model.description).flatMap { ModelSummary($0).problem })
    }
}
