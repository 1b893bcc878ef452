import Encoders
import Foundation
import Inference
import NearestCore

/// The fetching of one model at one commit.
struct PullRun {
    let hub: HubClient
    let model: HubModelID
    let commit: String
    let folder: PullFolder
    let meter: PullMeter
    let cancellation: Cancellation

    /// An index of weights or a manifest is some hundred kilobytes at most.
    private static let guideLimit = 32 << 20

    /// - Returns: the names of all files of the model, each of which is complete.
    func fetch(_ choice: FileChoice) throws -> [String] {
        guard choice.files.contains(FileChoice.configuration) || choice.files.contains(FileChoice.manifest) else {
            throw NearestError(
                .unknownModel, model.description, "its repository has no config.json, so nothing here can read it",
                remedy: "`nearest models` names models that work.")
        }
        if !choice.guides.contains(FileChoice.weightIndex) { try requireWeights(choice, shards: []) }
        // What says whether the model can be used, and which other files there are, comes first.
        for guide in choice.guides {
            let file = try describe(guide)
            if try !isComplete(file) { try fetch(file) }
            if guide == FileChoice.configuration { try requireArchitecture() }
        }
        let shards = try shards(choice)
        try requireWeights(choice, shards: shards)
        let names = try choice.chosen(named: namesInManifest(choice), shards: shards)
        let files = try names.map(describe)
        meter.change { progress in
            progress.files = files.count
            progress.filesDone = 0
            progress.bytesDone = 0
            progress.bytes = files.reduce(0) { $0 + ($1.byteCount ?? 0) }
        }
        let complete = try files.filter { try isComplete($0) }
        let missing = files.filter { !complete.contains($0) }
        for file in complete {
            meter.change { $0.filesDone += 1 }
            meter.found(file.byteCount ?? 0)
        }
        try folder.requireSpace(missing.reduce(0) { $0 + remaining($1) })
        // Small ones first: what is wrong with a model shows early.
        for file in missing.sorted(by: { ($0.byteCount ?? 0) < ($1.byteCount ?? 0) }) { try fetch(file) }
        return names
    }

    private func requireWeights(_ choice: FileChoice, shards: [String]) throws {
        guard choice.files.contains(FileChoice.manifest) || !choice.weights(shards: shards).isEmpty else {
            throw NearestError(
                .unknownModel, model.description, "its weights are in no format that is read here",
                remedy: "Formats are model.safetensors, pytorch_model.bin and a single .pth file.")
        }
    }

    /// A model that nothing here can run is refused before its weights come.
    private func requireArchitecture() throws {
        struct Configuration: Decodable { var model_type: String? }
        guard
            let configuration = try? JSONDecoder().decode(
                Configuration.self, from: guide(FileChoice.configuration))
        else { throw broken(FileChoice.configuration, "it is not the description of a model") }
        let known = ReadableModels.modelTypes
        guard let type = configuration.model_type, known.contains(type) else {
            unlink(folder.file(FileChoice.configuration))
            let problem = configuration.model_type.map { "its model_type \($0) is not known here" }
            throw NearestError(
                .unknownModel, model.description, problem ?? "its config.json names no model_type",
                remedy: "Choose a model of one of these types: \(known.joined(separator: ", ")).")
        }
    }

    private func describe(_ name: String) throws -> HubFile {
        try hub.file(name, of: model, commit: commit, waiting: meter.waits, cancellation: cancellation)
    }

    private func remaining(_ file: HubFile) -> Int {
        max(0, (file.byteCount ?? 0) - (FileStamp(path: folder.partialPath(of: file))?.byteCount ?? 0))
    }

    /// Whether an earlier run fetched the file: compared by its content, since the hub's may have changed.
    private func isComplete(_ file: HubFile) throws -> Bool {
        guard let stamp = FileStamp(path: folder.file(file.name)), stamp.byteCount == file.byteCount,
            let digest = file.digest, var running = RunningDigest(digest, byteCount: stamp.byteCount)
        else { return false }
        meter.change { $0.note = "checking what is here" }
        try Disk.forEachPiece(of: folder.file(file.name)) { running.update($0) }
        try cancellation.check()
        return running.hexadecimal == digest.hexadecimal
    }

    private func fetch(_ file: HubFile) throws {
        let destination = folder.file(file.name)
        if let slash = destination.lastIndex(of: "/") { try Disk.makeFolder(String(destination[..<slash])) }
        let meter = meter
        let partial = try PartialFile(
            path: folder.partialPath(of: file), file: file, subject: "\(model)/\(file.name)"
        ) { meter.came($0) }
        meter.found(partial.byteCount)
        // Without anything that tells the content from another, what is here may be the beginning of another.
        if file.digest == nil, file.entityTag == nil { try partial.restart() }
        try hub.retry.run(cancellation: cancellation, waiting: meter.waits) {
            if partial.byteCount != file.byteCount {
                try hub.fetch(file, of: model, commit: commit, into: partial, cancellation: cancellation)
            }
            do {
                try partial.finish(movingTo: destination)
            } catch let failure as TransportFailure {
                throw HubFaults(settings: hub.settings, model: model, revision: commit, file: file.name)
                    .failure(failure, madeProgress: false)
            }
        }
        meter.change { $0.filesDone += 1 }
    }

    /// Every text in the manifest.
    private func namesInManifest(_ choice: FileChoice) throws -> [String] {
        guard choice.files.contains(FileChoice.manifest) else { return [] }
        func texts(_ value: Any) -> [String] {
            switch value {
            case let text as String: [text]
            case let list as [Any]: list.flatMap(texts)
            case let object as [String: Any]: object.values.flatMap(texts)
            default: []
            }
        }
        guard let manifest = try? JSONSerialization.jsonObject(with: guide(FileChoice.manifest)) else {
            throw broken(FileChoice.manifest, "it is not valid JSON")
        }
        return texts(manifest)
    }

    /// The files of weights that the index lists.
    private func shards(_ choice: FileChoice) throws -> [String] {
        struct Index: Decodable { var weight_map: [String: String] }
        guard choice.guides.contains(FileChoice.weightIndex) else { return [] }
        guard let index = try? JSONDecoder().decode(Index.self, from: guide(FileChoice.weightIndex)) else {
            throw broken(FileChoice.weightIndex, "it is not an index of weights")
        }
        let shards = Set(index.weight_map.values).sorted()
        if let absent = shards.first(where: { !choice.files.contains($0) }) {
            throw broken(FileChoice.weightIndex, "it names \(absent), which the repository does not have")
        }
        return shards
    }

    private func guide(_ name: String) throws -> Data {
        let path = folder.file(name)
        guard let stamp = FileStamp(path: path), stamp.byteCount <= Self.guideLimit else {
            throw broken(name, "it is longer than any such file")
        }
        return Data(try Disk.read(path))
    }

    private func broken(_ name: String, _ problem: String) -> NearestError {
        NearestError(
            .brokenModel, "\(model)/\(name)", problem, remedy: "Choose another revision with --revision.")
    }
}
