import Foundation
import NearestCore
import Testing

@testable import Tokenizers

@Suite struct FuzzTests {
    private static let names = ["bert", "cased", "uncased-added", "composed", "roberta", "vocab-txt"]

    private static func randomText(_ generator: inout SeededGenerator) -> String {
        let length = Int.random(in: 0...60, using: &generator)
        if Bool.random(using: &generator) {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return String(decoding: bytes, as: UTF8.self)
        }
        let ceiling = [0x80, 0x370, 0x3100, 0x11_0000].randomElement(using: &generator) ?? 0x80
        var text = String.UnicodeScalarView()
        while text.count < length {
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<UInt32(ceiling), using: &generator)) {
                text.append(scalar)
            }
        }
        return String(text)
    }

    @Test(arguments: names)
    func anyTextBecomesTokensThatStandInIt(_ name: String) throws {
        let tokenizer = try Tokenizer(contentsOf: Fixture.path(name))
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            let text = Self.randomText(&generator)
            let length = text.unicodeScalars.count
            let encoding = tokenizer.encode(text, maximumLength: nil)
            #expect(encoding.ids.count == tokenizer.tokenCount(of: text) + tokenizer.specialTokenCount)
            #expect(encoding.ids.count == encoding.typeIDs.count && encoding.ids.count == encoding.offsets.count)
            #expect(encoding.offsets.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= length })
            #expect(!encoding.tokens.contains(""))
            let cut = tokenizer.encode(text, maximumLength: 7)
            #expect(cut.ids.count == min(7, encoding.ids.count))
        }
    }

    /// Bytes of a tokenizer's file are changed, dropped and doubled: what still loads must still work, and what
    /// does not must say so.
    @Test func anyFileIsReadOrRefused() throws {
        let folder = try TemporaryFolder()
        let sources = try ["cased", "roberta"].map { try FileBytes.read(Fixture.path("\($0)/tokenizer.json")) }
        var generator = SeededGenerator(seed: 12)
        var (read, refused) = (0, 0)
        for round in 0..<200 {
            var bytes = sources[round % sources.count]
            // The vocabulary is most of the file, but what is around it decides more.
            let reach = Bool.random(using: &generator) ? bytes.count : min(2000, bytes.count)
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let place = Int.random(in: 0..<reach, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                default: bytes[place] = Array("0123456789{}[]\",:-".utf8).randomElement(using: &generator) ?? 0
                }
            }
            let path = try folder.write(bytes, to: "tokenizer.json")
            do {
                let tokenizer = try Tokenizer(contentsOf: path)
                for _ in 0..<4 { _ = tokenizer.encode(Self.randomText(&generator), maximumLength: 9).tokens }
                read += 1
            } catch {
                #expect((error as? NearestError)?.code == .brokenModel, "\(error)")
                refused += 1
            }
        }
        #expect(read > 20 && refused > 20, "\(read) read, \(refused) refused")
    }

    @Test func readsAsJSONWhatFoundationDoes() {
        var generator = SeededGenerator(seed: 13)
        let alphabet = Array("{}[]\",:\\u0aE-+. \ntrufalsn".utf8)
        for _ in 0..<20000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in
                alphabet.randomElement(using: &generator)
            }
            let ours = (try? JSONParser.parse(bytes)) != nil
            let reference =
                (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            #expect(ours == reference, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
    }
}
