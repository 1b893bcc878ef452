import Foundation
import Glibc
import NearestCore

/// Which files of codes and lists hold what was written, as far as a folder remembers: those that an upkeep made, or
/// read and compared with their checksums, and that nobody has touched since.
///
/// Kept in the folder's file `sound`, a line a file: name, number on the disk, size, and the times of its last change
/// of content and of anything in nanoseconds. The last is the kernel's own, which no program sets. The file promises
/// nothing and is not brought to the disk: where it is missing, torn or of another disk, files are read again.
struct SoundFiles {
    private let folder: VectorFolder
    /// By path.
    private var states: [String: String] = [:]
    private var isChanged = false

    init(of folder: VectorFolder) {
        self.folder = folder
        guard let text = try? String(contentsOfFile: folder.pathOfSoundFiles, encoding: .utf8) else { return }
        for line in text.split(separator: "\n") {
            guard let gap = line.firstIndex(of: " ") else { continue }
            states["\(folder.path)/\(line[..<gap])"] = String(line[line.index(after: gap)...])
        }
    }

    /// Whether the file is the one that was noted.
    func contains(_ path: String) -> Bool {
        states[path].map { $0 == Self.state(of: path) } ?? false
    }

    /// A file as it stands now: to be taken before it is read, so that what is written to it meanwhile is not noted.
    static func moment(of path: String) -> Moment { Moment(path: path, state: state(of: path)) }

    struct Moment {
        fileprivate let path: String
        fileprivate let state: String?
    }

    /// Remembers that the file held what was written at that moment.
    mutating func note(_ moment: Moment) {
        guard let state = moment.state, states[moment.path] != state else { return }
        states[moment.path] = state
        isChanged = true
    }

    /// Writes down what was noted. A disk that refuses costs the next upkeep time, and nothing else.
    func save() {
        guard isChanged else { return }
        let lines = states.sorted { $0.key < $1.key }.map { path, state in
            "\(path.dropFirst(folder.path.count + 1)) \(state)\n"
        }
        // In its place: a line that a crash cuts is like no file's, and there is nothing to be left behind.
        try? Data(lines.joined().utf8).write(to: URL(fileURLWithPath: folder.pathOfSoundFiles))
    }

    private static func state(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let numbers = [
            Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
            status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
        return numbers.map(String.init).joined(separator: " ")
    }
}
