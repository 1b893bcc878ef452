import Foundation
import Inference
import NearestCore

/// Where a model lies while it is fetched, and how it gets into its place.
///
///     ORG/NAME                             the model: appears as a whole, by one renaming
///     ORG/.NAME.download/lock              held by the process that fetches
///     ORG/.NAME.download/partial/FILE-TAG  files on their way; TAG is of their content, so that a file that
///                                          changes on the hub is not continued
///     ORG/.NAME.download/files/FILE        files that are complete and checked
///     ORG/.NAME.download/former            the model that is being replaced, for a moment
///
/// No list takes the folder for a model: its name begins with a dot and it holds no `config.json` itself.
final class PullFolder {
    /// Where the model goes.
    let target: String
    /// What an interrupted download is continued from.
    let path: String
    private let lock: Int32

    /// Makes the folder, or finds it, and locks it.
    ///
    /// - Throws: `NearestError(.system)` when it cannot be written, `.locked` when another process is at it.
    init(for model: HubModelID, in modelsFolder: String) throws {
        target = "\(modelsFolder)/\(model.organisation)/\(model.name)"
        path = Self.path(for: model, in: modelsFolder)
        try Disk.makeFolder("\(path)/files")
        try Disk.makeFolder("\(path)/partial")
        lock = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard lock >= 0 else { throw PartialFile.failure("\(path)/lock") }
        // A process that was just done removes the folder, and one that opened the lock before holds nothing.
        guard flock(lock, LOCK_EX | LOCK_NB) == 0, Self.isFile(lock, at: "\(path)/lock") else {
            throw NearestError(
                .locked, model.description, "another process is fetching this model",
                remedy: "Wait until it is done, and run the same command again.")
        }
    }

    deinit { close(lock) }

    /// Lets others at it. Closing alone would not do: what still uses the folder keeps the file open, and so does a
    /// process that is being started, until it has become another program.
    func unlock() {
        flock(lock, LOCK_UN)
    }

    /// Whether an open file is still the one at `path`.
    private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
        var (opened, there) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && stat(path, &there) == 0 && opened.st_ino == there.st_ino
            && opened.st_dev == there.st_dev
    }

    static func path(for model: HubModelID, in modelsFolder: String) -> String {
        "\(modelsFolder)/\(model.organisation)/.\(model.name).download"
    }

    /// What becomes the model's folder.
    var filesPath: String { "\(path)/files" }

    func file(_ name: String) -> String { "\(filesPath)/\(name)" }

    /// The partial file of `file`, made ready to be continued; what came of an older content is deleted.
    func partialPath(of file: HubFile) -> String {
        let flat = file.name.replacing("/", with: "--")
        let content = file.digest?.hexadecimal ?? file.entityTag?.filter { $0.isLetter || $0.isNumber }
        let tag = content.map { $0.prefix(16) } ?? "unknown"
        let name = "\(flat)-\(tag).incomplete"
        for other in Disk.names(in: "\(path)/partial") where other.hasPrefix("\(flat)-") && other != name {
            unlink("\(path)/partial/\(other)")
        }
        return "\(path)/partial/\(name)"
    }

    /// Removes the folder when nothing came into it.
    func discardIfEmpty() {
        guard rmdir("\(path)/partial") == 0, rmdir("\(path)/files") == 0 else { return }
        unlink("\(path)/lock")
        rmdir(path)
        if let slash = path.lastIndex(of: "/") { rmdir(String(path[..<slash])) }
    }

    /// Deletes complete files that do not belong to the model any more.
    func keepOnly(_ names: [String]) {
        let kept = Set(names)
        let files = "\(path)/files"
        guard let all = FileManager.default.enumerator(atPath: files) else { return }
        for case let name as String in all where FileStamp(path: "\(files)/\(name)")?.isFolder == false {
            if !kept.contains(name) { unlink("\(files)/\(name)") }
        }
    }

    /// - Throws: `NearestError(.system)` when the disk has not `count` bytes left.
    func requireSpace(_ count: Int) throws {
        var system = statvfs()
        guard statvfs(path, &system) == 0 else { return }
        let (blocks, size) = (UInt64(system.f_bavail), UInt64(system.f_frsize))
        let (product, overflows) = blocks.multipliedReportingOverflow(by: size)
        let free = overflows ? Int.max : Int(clamping: product)
        guard free < count else { return }
        throw NearestError(
            .system, path, "\(count / 1_000_000 + 1) MB are to come, and \(free / 1_000_000) MB are free",
            remedy: "Make room, or set NEAREST_MODELS_DIR to another disk.")
    }

    /// Puts the complete files into the model's place, instead of what is there.
    func moveIntoPlace() throws {
        let former = "\(path)/former"
        try? FileManager.default.removeItem(atPath: former)
        let isReplacing = FileStamp(path: target) != nil
        if isReplacing, rename(target, former) != 0 { throw PartialFile.failure(target) }
        guard rename("\(path)/files", target) == 0 else {
            let failure = PartialFile.failure(target)
            if isReplacing { rename(former, target) }
            throw failure
        }
        try? FileManager.default.removeItem(atPath: path)
    }
}
