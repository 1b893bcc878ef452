import Foundation
import Glibc
import NearestCore
import Synchronization
import Testing

@testable import VectorIndex

@Suite("Keeping codes and lists in step with the rows")
struct UpkeepTests {
    private static let (rows, dimensions) = (3000, 64)
    private static let thresholds = Upkeep.Thresholds(rowsWorthCodes: 500, rowsWorthLists: 800)

    private let folder: TemporaryFolder
    private let vectors = CodesTests.clustered(rows, dimensions: dimensions, seed: 70)

    private var place: VectorFolder { VectorFolder(path: folder.path) }

    /// Files of 1,024 rows.
    init() throws {
        folder = try TemporaryFolder()
        let writer = try VectorWriter(
            folder: folder.path, dimensions: Self.dimensions, fingerprint: "space", committedRows: 0,
            newLayout: VectorLayout(dimensions: Self.dimensions, rowsPerBlock: 256, blocksPerFile: 4),
            calls: .system)
        try writer.append(ids: (0..<Self.rows).map { Int64($0) }, vectors: vectors)
        _ = try writer.sync()
    }

    private func upkeep(_ calls: DiskCalls = .system) throws -> Upkeep.Outcome {
        var upkeep = try Upkeep(
            folder: folder.path, dimensions: Self.dimensions, fingerprint: "space", committedRows: Self.rows,
            thresholds: Self.thresholds)
        upkeep.calls = calls
        return try upkeep.bringUpToDate()
    }

    private func check() throws {
        let index = try FlatIndex(
            folder: folder.path, dimensions: Self.dimensions, fingerprint: "space", committedRows: Self.rows)
        #expect(try index.damagedRows().isEmpty)
        let lists = index.invertedLists ?? 1
        for asked in stride(from: 7, to: Self.rows, by: 500) {
            let query = Array(vectors[asked])
            let exact = try index.search(query, k: 10, mode: .exact, allowed: nil)
            #expect(exact.first?.segment == Int64(asked))
            for mode in [SearchMode.flat, .probing(lists: lists)] {
                #expect(try index.search(query, k: 10, mode: mode, allowed: nil) == exact, "\(mode)")
            }
        }
    }

    private var files: [String] { (0..<3).map(place.path(ofCodes:)) + [place.pathOfInverted] }

    private func flip(_ path: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count - 40] ^= 4
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    @Test("what was made is not read again, and what anybody has written to since is, and made anew")
    func sound() throws {
        #expect(try upkeep().encodedRows == Self.rows)
        for path in files { #expect(SoundFiles(of: place).contains(path)) }
        #expect(try upkeep() == Upkeep.Outcome())
        for path in files {
            let good = try Data(contentsOf: URL(fileURLWithPath: path))
            try flip(path)
            // The time of the last change says nothing: whoever restores files sets it back.
            utimes(path, [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 1, tv_usec: 0)])
            #expect(!SoundFiles(of: place).contains(path))
            #expect(try upkeep().dropped == [path])
            #expect(SoundFiles(of: place).contains(path))
            // Untouched bytes in another file are read once.
            try good.write(to: URL(fileURLWithPath: path), options: .atomic)
            #expect(!SoundFiles(of: place).contains(path))
            #expect(try upkeep() == Upkeep.Outcome())
            #expect(SoundFiles(of: place).contains(path))
        }
        try check()
    }

    @Test("what is written to a file while it is read is not noted as sound")
    func writtenMeanwhile() throws {
        _ = try upkeep()
        let path = place.path(ofCodes: 0)
        unlink(place.pathOfSoundFiles)
        var sound = SoundFiles(of: place)
        let moment = SoundFiles.moment(of: path)
        try flip(path)
        sound.note(moment)
        sound.save()
        #expect(!SoundFiles(of: place).contains(path))
        #expect(try upkeep().dropped == [path])
    }

    @Test("a note that is missing, torn or rubbish costs a reading", arguments: ["", "inverted", "a\n\n b", nil])
    func lostNote(text: String?) throws {
        _ = try upkeep()
        try flip(place.path(ofCodes: 1))
        try flip(place.pathOfInverted)
        if let text {
            try Data(text.utf8).write(to: URL(fileURLWithPath: place.pathOfSoundFiles))
        } else {
            unlink(place.pathOfSoundFiles)
        }
        #expect(try upkeep().dropped == [place.path(ofCodes: 1), place.pathOfInverted])
        try check()
    }

    @Test("a disk that is full while codes and lists are made is a clear error, and the rows stay as they were")
    func fullDisk() throws {
        let large = Disk(room: .max)
        _ = try upkeep(large.calls)
        let needed = .max - large.room.withLock { $0 }
        for path in files { unlink(path) }
        var met: Set<String> = []
        for room in stride(from: 0, to: needed, by: needed / 25) {
            let error = #expect(throws: NearestError.self) {
                try upkeep(Disk(room: room).calls)
            }
            #expect(error?.code == .system && error?.remedy?.contains("space") == true)
            let subject = try #require(error?.subject)
            #expect(files.map { $0 + VectorFolder.unfinishedSuffix }.contains(subject))
            #expect(access(subject, F_OK) != 0, "nothing half-written stays")
            met.insert(subject)
            try check()
            for path in files { unlink(path) }
        }
        #expect(met.count == 4, "each file was met")
        #expect(try upkeep().listedRows == Self.rows)
        try check()
    }

    /// A disk with room for so many more bytes.
    private final class Disk: Sendable {
        let room: Mutex<Int>

        init(room: Int) {
            self.room = Mutex(room)
        }

        var calls: DiskCalls {
            DiskCalls(
                write: { descriptor, bytes, offset in
                    let fits = self.room.withLock { room in
                        room -= min(room, bytes.count)
                        return room > 0
                    }
                    guard fits else {
                        errno = ENOSPC
                        return -1
                    }
                    return DiskCalls.system.write(descriptor, bytes, offset)
                }, synchronise: DiskCalls.system.synchronise)
        }
    }

    @Test("ids that are not higher than what the catalog knows are looked up")
    func highestID() throws {
        func writer(_ highest: SegmentID?) throws -> VectorWriter {
            try VectorWriter(
                folder: folder.path, dimensions: Self.dimensions, fingerprint: "space", committedRows: Self.rows,
                highestID: highest)
        }
        let vector = VectorBatch(dimensions: Self.dimensions, values: Array(vectors[0]))
        for highest in [nil, 2999, 5000] as [SegmentID?] {
            #expect(throws: NearestError.self) { try writer(highest).append(ids: [2999], vectors: vector) }
            try writer(highest).append(ids: [3000], vectors: vector)
        }
    }
}
