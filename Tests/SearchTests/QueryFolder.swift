import Foundation
import NearestCore

/// A folder of small files to ask with, gone with the value.
final class QueryFolder: Sendable {
    let path: String

    init() throws {
        path =
            URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
            + "/nearest-query-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ bytes: [UInt8], to name: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    /// A film of half a second that the extraction's tests have.
    func addFilm(to name: String) throws {
        let film = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../ExtractionTests/Fixtures/films/short.mp4").standardizedFileURL
        try write(Array(Data(contentsOf: film)), to: name)
    }

    /// An uncompressed TIFF of 2 × 2 pixels of one colour.
    static func picture(red: UInt8) -> [UInt8] {
        // Tag, type (3 is a short, 4 a long), count and value of each entry; the pixels follow the directory.
        let entries: [(tag: UInt16, type: UInt16, count: UInt32, value: UInt32)] = [
            (256, 3, 1, 2), (257, 3, 1, 2), (258, 3, 3, 122), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 128),
            (277, 3, 1, 3), (278, 3, 1, 2), (279, 4, 1, 12),
        ]
        var bytes: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0] + little(UInt16(entries.count))
        for entry in entries {
            bytes += little(entry.tag) + little(entry.type) + little(entry.count) + little(entry.value)
        }
        bytes += little(UInt32(0)) + [8, 0, 8, 0, 8, 0]
        return bytes + (0..<4).flatMap { _ in [red, 0, 0] }
    }

    /// A WAV of one channel and 16 bits whose loudness rises from window to window of 30 s.
    static func sound(seconds: Int, rate: Int = 8_000) -> [UInt8] {
        let samples = (0..<seconds * rate).flatMap { little(UInt16(1_000 * (1 + $0 / (30 * rate)))) }
        return Array("RIFF".utf8) + little(UInt32(36 + samples.count)) + Array("WAVEfmt ".utf8)
            + little(UInt32(16)) + little(UInt16(1)) + little(UInt16(1)) + little(UInt32(rate))
            + little(UInt32(rate * 2)) + little(UInt16(2)) + little(UInt16(16)) + Array("data".utf8)
            + little(UInt32(samples.count)) + samples
    }

    private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
