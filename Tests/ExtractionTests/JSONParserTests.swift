import Testing

@testable import Extraction

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test func valuesAreRead() throws {
        #expect(
            try parse(" [1, -2.5e3, true, false, null, \"x\"] ")
                == .array([
                    .number("1"), .number("-2.5e3"), .bool(true), .bool(false), .null, .string("x"),
                ]))
        #expect(
            try parse("{\"b\": {}, \"a\": [], \"b\": 1}")
                == .object([
                    .init(name: "b", value: .object([])), .init(name: "a", value: .array([])),
                    .init(name: "b", value: .number("1")),
                ]))
        #expect(try parse("[NaN, -Infinity]") == .array([.number("NaN"), .number("-Infinity")]))
    }

    @Test(arguments: [
        (#""\n\t\"\\\/\b""#, "\n\t\"\\/\u{8}"), (#""\u00e9\u4e2d""#, "é中"), (#""\ud83d\ude00!""#, "😀!"),
        (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
        (#""\udc00""#, "\u{FFFD}"),
        (#""""#, ""), (#""中文😀""#, "中文😀"),
    ])
    func stringsAreRead(json: String, expected: String) throws {
        #expect(try parse(json) == .string(expected))
    }

    @Test(arguments: [
        ("", 1), ("[1,]", 1), ("{\"a\" 1}", 1), ("[1\n2]", 2), ("{\"a\": \"x\n\"}", 1), ("\n\n\"open", 3),
        ("tru", 1),
        ("[1] 2", 1), ("\"\\x\"", 1), ("\"\\u12g4\"", 1), ("1.2.3", 1), ("{a: 1}", 1), ("-", 1), ("\"\\", 1),
        ("\"\\u00", 1),
        ("{\"a\":\n1,\n}", 3),
    ])
    func whatIsNoJSONIsRefusedWithItsLine(text: String, line: Int) {
        let problem = #expect(throws: JSONProblem.self) { try parse(text) }
        #expect(problem?.line == line)
    }

    @Test func depthIsLimited() {
        #expect(throws: JSONProblem.self) { try parse(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONProblem.self) { try parse(String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test(arguments: UInt64(0)..<200) func noiseNeverCrashes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "u", "d83d", "1", "-", "e", "true", "n", " ", "\n", "é", "😀",
        ]
        let text = (0..<40).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        _ = try? parse(text)
    }
}
