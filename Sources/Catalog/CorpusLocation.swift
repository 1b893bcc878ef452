import Foundation
import Glibc
import NearestCore

/// A corpus and the folder that holds its index.
package struct CorpusLocation: Hashable, Sendable {
    /// The corpus, absolute.
    package let corpus: String
    /// The index folder, absolute: `.nearest` inside the corpus unless the user named another.
    package let folder: String

    /// The index folder's name inside a corpus.
    package static let folderName = ".nearest"

    package init(corpus: String, folder: String) {
        self.corpus = corpus
        self.folder = folder
    }

    /// The location of a folder that is to be indexed.
    ///
    /// - Parameter indexFolder: where the index lives when not inside the corpus.
    /// - Throws: `NearestError` when `directory` is no folder.
    package init(indexing directory: String, indexFolder: String?) throws {
        let corpus = try Self.resolvedFolder(directory)
        self.init(corpus: corpus, folder: indexFolder.map(Self.absolute) ?? Self.standardFolder(of: corpus))
    }

    /// The location of a folder that vectors are imported into; the folder is made where it is missing.
    ///
    /// - Throws: `NearestError` when `directory` is a file or cannot be made.
    package init(importingInto directory: String, indexFolder: String?) throws {
        let path = Self.absolute(directory)
        if !FileManager.default.fileExists(atPath: path) {
            do {
                try Self.makeFolder(path)
            } catch {
                throw NearestError(
                    .system, directory, "cannot be made (\((error as NSError).localizedDescription))")
            }
        }
        try self.init(indexing: directory, indexFolder: indexFolder)
    }

    /// The location of an index that exists: of `directory` or the nearest folder above it that has one, as git
    /// finds its repository.
    ///
    /// - Throws: `NearestError` with `.noIndex` and the way to make one.
    package init(searchingFrom directory: String, indexFolder: String?) throws {
        let start = try Self.resolvedFolder(directory)
        if let indexFolder {
            let folder = Self.absolute(indexFolder)
            let corpus = try Catalog(readingFrom: folder).setting(Self.corpusSetting) ?? start
            guard directory == "." || start == corpus || start.hasPrefix(corpus + "/") else {
                throw NearestError(
                    .noIndex, folder, "this folder holds the index of \(corpus), not of \(start)",
                    remedy: "Name that corpus's own index folder with --index-dir.")
            }
            self.init(corpus: corpus, folder: folder)
            return
        }
        var candidate = start
        while true {
            let folder = Self.standardFolder(of: candidate)
            if FileManager.default.fileExists(atPath: folder + "/" + Catalog.fileName) {
                self.init(corpus: candidate, folder: folder)
                return
            }
            guard candidate != "/" else { break }
            candidate = (candidate as NSString).deletingLastPathComponent
        }
        throw NearestError(
            .noIndex, start, "neither this folder nor one above it has an index",
            remedy: "Make one with `nearest index DIR`, or name an indexed folder with -C DIR.")
    }

    /// Makes the index folder, which ignores itself for git.
    package func create() throws {
        do {
            try Self.makeFolder(folder)
            let ignore = folder + "/.gitignore"
            if !FileManager.default.fileExists(atPath: ignore) {
                try Data("*\n".utf8).write(to: URL(fileURLWithPath: ignore), options: .atomic)
            }
        } catch {
            throw NearestError(
                .system, folder, "the index folder cannot be made (\((error as NSError).localizedDescription))",
                remedy: "Name a folder that can be written to with --index-dir DIR or NEAREST_INDEX_DIR.")
        }
    }

    /// Where a file of the corpus lies, as bytes for the operating system.
    package func absolutePath(of path: CorpusPath) -> [UInt8] {
        var bytes = Array(corpus.utf8)
        if bytes.last != UInt8(ascii: "/") { bytes.append(UInt8(ascii: "/")) }
        return bytes + path.bytes
    }

    /// Makes a folder and those above it, and brings each new name to the disk: a commit would survive a power cut in
    /// vain in a folder that did not.
    private static func makeFolder(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { return }
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty, parent != path { try makeFolder(parent) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let descriptor = open(parent.isEmpty ? "." : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        // Some disks cannot bring a folder to rest; what happens to what is in it is told by its own calls.
        fsync(descriptor)
        close(descriptor)
    }

    /// The setting under which an index outside its corpus remembers it.
    package static let corpusSetting = "corpus"

    private static func standardFolder(of corpus: String) -> String {
        (corpus == "/" ? "" : corpus) + "/" + folderName
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: (path as NSString).expandingTildeInPath).standardizedFileURL.path
    }

    private static func resolvedFolder(_ path: String) throws -> String {
        let absolute = absolute(path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder) else {
            throw NearestError(.invalidArgument, path, "there is no such folder")
        }
        guard isFolder.boolValue else {
            throw NearestError(
                .invalidArgument, path, "is a file, not a folder", remedy: "Name the folder it is in.")
        }
        return URL(fileURLWithPath: absolute).resolvingSymlinksInPath().path
    }
}
