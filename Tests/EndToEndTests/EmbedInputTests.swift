import Foundation
import Testing

@Suite(
    "What embed takes", .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program and OpenVINO: run scripts/bootstrap"))
struct EmbedInputTests {
    /// The smallest GIF: one white pixel.
    private static let picture = Data(base64Encoded: "R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")

    @Test("a file that is no text is never embedded as one")
    func notTexts() throws {
        let folder = try TemporaryFolder()
        for (name, content, reason) in [
            ("empty.txt", Data(), "is empty"), ("cat.gif", Self.picture ?? Data(), "is a picture"),
            ("noise.txt", Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 197) }), "noise.txt"),
        ] {
            let path = try folder.write(content, to: name)
            let outcome = try Program.run("embed", path)
            #expect(outcome.status == 2 && outcome.output.isEmpty, "\(name)")
            #expect(outcome.errors.contains(path) && outcome.errors.contains(reason), "\(outcome.errors)")
        }
    }

    @Test("texts in other encodings become the same text")
    func encodings() throws {
        let folder = try TemporaryFolder()
        let text = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich."
        let eight = try folder.write(Data(text.utf8), to: "eight.txt")
        let sixteen = try folder.write(
            Data([0xFF, 0xFE]) + Data(text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }), to: "sixteen.txt")
        let vectors = try [eight, sixteen].map { try Program.run("embed", $0).object()["vector"] as? [Double] }
        #expect(vectors[0] != nil && vectors[0] == vectors[1])
    }

    @Test("lines of standard input are answered in their order")
    func lines() throws {
        let texts = (0..<1500).map { "line \($0)" }
        let folder = try TemporaryFolder()
        let input = try folder.write(texts.joined(separator: "\n") + "\n", to: "lines.txt")
        let outcome = try Program.run(
            executable: "/bin/sh", ["-c", "\"$0\" embed < \"$1\"", Program.path, input], in: nil, environment: [:])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let names = try outcome.output.split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["input"] as? String
        }
        #expect(names == texts)
    }
}
