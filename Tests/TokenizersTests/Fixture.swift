import Foundation

@testable import Tokenizers

/// What scripts/make-tokenizer-fixtures wrote with the reference.
enum Fixture {
    /// The reference's results with one tokenizer.
    struct Expected: Decodable {
        /// Which of `lines` they are for; all where it is missing.
        var lines: [Int]?
        var ids: [[Int32]]
        /// Digests of each line's offsets.
        var offsets: [String]
        var types: [String]?
        /// Digests of each line's ids and offsets when cut to nine tokens.
        var truncated: [String]?
        /// Digests of the text that each line's ids decode to, without and with special tokens.
        var decoded: [String]?
        var decodedWhole: [String]?
    }

    /// The reference's results with one stage.
    struct Stage: Decodable {
        /// The stage's JSON.
        var stage: String
        var lines: [Int]
        var results: [String]
    }

    static let folder = Bundle.module.bundlePath + "/Fixtures"

    static func path(_ name: String) -> String { "\(folder)/\(name)" }

    static func decode<Value: Decodable>(_ name: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(contentsOf: URL(filePath: path(name))))
    }

    static func lines() throws -> [String] { try decode("lines.json") }

    /// The stage's own JSON, as it stands in a tokenizer's file.
    static func node(_ json: String) throws -> ConfigurationNode {
        ConfigurationNode(path: "stage.json", place: "stage", value: try JSONParser.parse(Array(json.utf8)))
    }

    /// FNV-1a, 64 bits, over the values as 32-bit little-endian words, as the script computes it.
    static func digest(_ values: some Sequence<Int>) -> String {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        for value in values {
            for shift in stride(from: 0, to: 32, by: 8) {
                state = (state ^ UInt64(value >> shift & 0xFF)) &* 0x100_0000_01b3
            }
        }
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    static func flat(_ ranges: some Sequence<Range<Int>>) -> [Int] {
        ranges.flatMap { [$0.lowerBound, $0.upperBound] }
    }

    /// The folder of the real model, which the bootstrap fetches.
    static let model: String = {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? ""
        let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/share"
        let models = environment["NEAREST_MODELS_DIR"].flatMap { $0.isEmpty ? nil : $0 } ?? data + "/nearest/models"
        return models + "/sentence-transformers/all-MiniLM-L6-v2"
    }()

    static let hasModel = FileBytes.exists(model + "/tokenizer.json")
}

/// SplitMix64: tests that draw lots draw the same ones each time.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
