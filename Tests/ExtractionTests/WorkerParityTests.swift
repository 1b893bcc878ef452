import Foundation
import NearestCore
import Testing

@testable import Extraction

/// A worker process must give what reading in this process gives, bit by bit.
@Suite("Workers against reading in place", .enabled(if: BuiltProgram.nearest.isBuilt, "needs the built program"))
struct WorkerParityTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    private static func worker(_ folder: String) -> WorkerFileReader {
        WorkerFileReader(
            folder: folder, count: 1,
            program: WorkerProgram(path: BuiltProgram.nearest.path, arguments: [WorkerProgram.command]))
    }

    /// All that a reader says of a file.
    private static func everything(of file: FileToRead, by reader: any FileReading) throws -> String {
        var items: [ExtractedItem] = []
        do {
            let problems = try reader.read(file, cancellation: Cancellation()) { items.append($0) }
            return String(describing: (items, problems))
        } catch let error as NearestError {
            return String(describing: (items, error))
        }
    }

    private static func files(below folder: String) -> [FileToRead] {
        let names = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
        return names.sorted().compactMap { name in
            let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
            guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else { return nil }
            return FileToRead(path: Array(url.path.utf8), name: CorpusPath(name))
        }
    }

    private func compare(_ folder: String) throws {
        let worker = Self.worker(folder)
        let local = LocalFileReader()
        let files = Self.files(below: folder)
        #expect(files.count > 5)
        for file in files {
            let expected = try Self.everything(of: file, by: local)
            #expect(try Self.everything(of: file, by: worker) == expected, "\(file.name.display)")
        }
    }

    @Test func fixtures() throws {
        try compare(Self.fixtures.path)
    }

    @Test func documents() throws {
        let folder = TemporaryFolder()
        folder.write("Plain words.\n\nAnd more — with “signs” and 𝄞.\n", to: "plain.txt")
        folder.write("---\ntitle: T\n---\n# One\n\nWords.\n\n```\ncode\n```\n", to: "marked.md")
        folder.write("<html><title>T</title><body><h1>One</h1><p>Words</p></body></html>", to: "page.html")
        folder.write("def f():\n    return 1\n", to: "code.py")
        folder.write("{\"title\": \"A\", \"text\": \"words\"}\nbroken\n{\"text\": \"b\"}\n", to: "records.jsonl")
        folder.write("[{\"title\": \"A\", \"text\": \"words\"}]", to: "records.json")
        folder.write("name,remark\nMitzi,\"purrs, mostly\"\n", to: "table.csv")
        folder.write("name\tremark\nRex\tbarks\n", to: "table.tsv")
        folder.write("", to: "empty.txt")
        folder.write("no PDF", to: "broken.pdf")
        folder.write("no archive", to: "letter.docx")
        folder.writeBytes(
            Array(PDFBuilder(pages: [["Some text on the first page."], ["And the second."]]).build()), to: "two.pdf"
        )
        folder.writeBytes(Array("caf\u{e9}\n".unicodeScalars.map { UInt8($0.value) }), to: "latin.txt")
        try compare(folder.path)
    }

    @Test func pictures() throws {
        try compareMedia(below: "pictures", forms: [.picture])
    }

    @Test func sound() throws {
        try compareMedia(below: "sound", forms: [.sound(rate: 16_000)])
    }

    @Test func films() throws {
        try compareMedia(
            below: "films",
            forms: [.film(VideoSampling(frames: 6, frameRate: 25, soundRate: 16_000)), .sound(rate: 8_000)])
    }

    private func compareMedia(below name: String, forms: [MediaPiece.Form]) throws {
        let folder = Self.fixtures.appendingPathComponent(name).path
        let worker = Self.worker(folder)
        let places: [Place] = [.whole, .time(start: 0.25, end: 1)]
        var decoded = 0
        for file in Self.files(below: folder).prefix(24) {
            for form in forms {
                for place in places {
                    let piece = MediaPiece(file: file, place: place, form: form)
                    let expected = Self.media(piece, by: LocalFileReader())
                    if case .success = expected { decoded += 1 }
                    #expect(Self.media(piece, by: worker) == expected, "\(file.name.display) \(form) \(place)")
                }
            }
        }
        #expect(decoded > 5)
    }

    /// Pictures of films are halved, so that it shows that each went through `prepare`.
    private static func media(_ piece: MediaPiece, by reader: any FileReading) -> Result<EncoderInput, NearestError>
    {
        do {
            return .success(
                try reader.media(piece, cancellation: Cancellation()) { image in
                    PixelImage(
                        width: image.width, height: 1, pixels: Array(image.pixels.prefix(image.width * 3)))
                })
        } catch let error as NearestError {
            return .failure(error)
        } catch {
            return .failure(NearestError(.system, nil, "\(error)"))
        }
    }
}
