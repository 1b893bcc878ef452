import Testing

@testable import TerminalKit

@Suite struct InputDecoderTests {
    private func decoded(_ text: String) -> [TerminalEvent] {
        var decoder = InputDecoder()
        return decoder.feed(text.utf8) + decoder.flush()
    }

    @Test(
        arguments: [
            ("a", .character("a")), ("é", .character("é")), ("漢", .character("漢")), ("👍", .character("👍")),
            ("\r", Key(.enter)), ("\n", Key(.enter)), ("\t", Key(.tab)), ("\u{7F}", Key(.backspace)),
            ("\u{8}", Key(.backspace)), ("\u{1}", .control("a")), ("\u{3}", .control("c")),
            ("\u{1A}", .control("z")), ("\0", Key(.character(" "), .control)), ("\u{1F}", .control("_")),
            ("\u{1B}", Key(.escape)), ("\u{1B}b", .alt("b")), ("\u{1B}é", .alt("é")),
            ("\u{1B}\u{7F}", Key(.backspace, .alt)), ("\u{1B}[", .alt("[")), ("\u{1B}O", .alt("O")),
            ("\u{1B}[A", Key(.up)), ("\u{1B}OB", Key(.down)), ("\u{1B}[1;5C", Key(.right, .control)),
            ("\u{1B}[1;3D", Key(.left, .alt)), ("\u{1B}[1;2H", Key(.home, .shift)), ("\u{1B}[F", Key(.end)),
            ("\u{1B}[1~", Key(.home)), ("\u{1B}[7~", Key(.home)), ("\u{1B}[4~", Key(.end)),
            ("\u{1B}[3~", Key(.delete)), ("\u{1B}[5~", Key(.pageUp)), ("\u{1B}[6;5~", Key(.pageDown, .control)),
            ("\u{1B}[Z", Key(.tab, .shift)), ("\u{1B}OP", Key(.function(1))), ("\u{1B}[11~", Key(.function(1))),
            ("\u{1B}[[A", Key(.function(1))), ("\u{1B}[24~", Key(.function(12))), ("\u{1B}OM", Key(.enter)),
            ("\u{1B}[27u", Key(.escape)), ("\u{1B}[97;5u", .control("a")), ("\u{1B}[97;2u", .character("A")),
            ("\u{1B}[27;5;119~", .control("w")), ("\u{1B}[127;3u", Key(.backspace, .alt)),
            ("\u{1B}[1;5:1A", Key(.up, .control)),
        ] as [(String, Key)])
    func keys(_ text: String, _ key: Key) {
        #expect(decoded(text) == [.key(key)])
    }

    @Test(arguments: [
        "\u{1B}[?1;2c", "\u{1B}]11;rgb:0000/0000/0000\u{1B}\\", "\u{1B}]0;title\u{7}", "\u{1B}P1$r0m\u{1B}\\",
        "\u{1B}[999~", "\u{1B}[?25h", "\u{1B}[I", "\u{1B}[<35;4;5M", "\u{1B}[<0;4;5m", "\u{1B}[M !!",
        "\u{1B}[\u{1}",
    ])
    func whatIsNoKeyIsSwallowedWhole(_ text: String) {
        let events = decoded(text + "x")
        #expect(events.last == .key(.character("x")) && events.count <= 2)
        #expect(events.count == 1 || events.first == .key(.control("a")))
    }

    @Test func mouse() {
        #expect(decoded("\u{1B}[<0;4;5M") == [.mouse(MouseEvent(.press(clicks: 1), x: 3, y: 4))])
        #expect(decoded("\u{1B}[<64;1;1M") == [.mouse(MouseEvent(.wheelUp, x: 0, y: 0))])
        #expect(decoded("\u{1B}[<65;300;200M") == [.mouse(MouseEvent(.wheelDown, x: 299, y: 199))])
        #expect(decoded("\u{1B}[<0;0;5M") == [])
        #expect(decoded("\u{1B}[<2;4;5M") == [])
    }

    @Test func pastesComeInOnePiece() {
        let text = "two\nlines \u{1B}[31m and \u{1B}[201"
        #expect(
            decoded("a\u{1B}[200~\(text)\u{1B}[201~b")
                == [.key(.character("a")), .paste(text), .key(.character("b"))])
    }

    @Test func aPasteWithoutEndWaitsAndIsBounded() {
        var decoder = InputDecoder()
        #expect(decoder.feed("\u{1B}[200~".utf8) == [])
        for _ in 0..<40 { #expect(decoder.feed([UInt8](repeating: 120, count: 50_000)) == []) }
        #expect(!decoder.isWaiting)
        guard case .paste(let text) = decoder.feed("\u{1B}[201~".utf8).first else {
            Issue.record("no paste")
            return
        }
        #expect(text.utf8.count == 1 << 20)
    }

    @Test func reportsAreKeptApart() {
        var decoder = InputDecoder()
        let events = decoder.feed("q\u{1B}]11;rgb:ffff/8000/0000\u{7}\u{1B}[?62;4c".utf8)
        #expect(events == [.key(.character("q"))])
        let reports = decoder.takeReports()
        #expect(reports.count == 2 && reports.last == .attributes)
        guard case .background(let red, let green, let blue) = reports.first else {
            Issue.record("no background")
            return
        }
        #expect(red == 1 && abs(green - 0.5) < 0.001 && blue == 0)
        #expect(decoder.reports.isEmpty)
    }

    @Test func aLoneEscapeWaitsForWhatFollows() {
        var decoder = InputDecoder()
        #expect(decoder.feed([0x1B]) == [] && decoder.isWaiting)
        #expect(decoder.feed("[A".utf8) == [.key(Key(.up))])
        #expect(decoder.feed([0x1B, 0x1B]) == [.key(Key(.escape))] && decoder.isWaiting)
        #expect(decoder.flush() == [.key(Key(.escape))] && !decoder.isWaiting)
    }

    @Test func malformedTextIsDropped() {
        var decoder = InputDecoder()
        #expect(
            decoder.feed([0xFF, 0xC3, 0x41, 0xED, 0xA0, 0x80, 0xC2, 0x9B, 0x42]) == [
                .key(.character("A")), .key(.character("B")),
            ])
    }

    /// However the bytes are cut, the events are the same, and random bytes never trap nor stick.
    @Test func cutsDoNotMatter() {
        var random = SeededGenerator(seed: 21)
        let pieces = [
            "a", "é", "漢", "\u{1B}[A", "\u{1B}[1;5C", "\u{1B}[<0;4;5M", "\u{1B}[200~x\ny\u{1B}[201~", "\u{1}",
            "\u{1B}]11;rgb:0/0/0\u{7}", "\u{1B}x", "\u{1B}OP",
        ]
        for _ in 0..<500 {
            let text = (0..<12).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let whole = decoded(text)
            var decoder = InputDecoder()
            var events: [TerminalEvent] = []
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = Int.random(in: 1...min(5, bytes.count), using: &random)
                events += decoder.feed(bytes.prefix(count))
                bytes = bytes.dropFirst(count)
            }
            events += decoder.flush()
            #expect(events == whole)
        }
    }

    @Test func randomBytesNeverTrap() {
        var random = SeededGenerator(seed: 22)
        let likely: [UInt8] = [0x1B, 0x5B, 0x4F, 0x3B, 0x3C, 0x4D, 0x7E, 0x32, 0x30, 0x5D, 0x07, 0x3A, 0xC3]
        for _ in 0..<300 {
            var decoder = InputDecoder()
            for _ in 0..<30 {
                let bytes = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                    Bool.random(using: &random)
                        ? likely.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
                }
                _ = decoder.feed(bytes)
                if Bool.random(using: &random) {
                    _ = decoder.flush()
                    #expect(!decoder.isWaiting)
                }
            }
        }
    }
}
