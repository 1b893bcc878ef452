import Testing

@testable import TerminalKit

@Suite struct TextFieldTests {
    private func field(_ text: String, at cursor: Int) -> TextField {
        var field = TextField(text)
        field.moveToStart()
        for _ in 0..<cursor { field.moveRight() }
        return field
    }

    private typealias Edit = (inout TextField) -> Void

    @Test func editsDoWhatShellsDo() {
        let cases: [(String, Int, Edit, String, Int)] = [
            ("ab", 1, { $0.insert("xy") }, "axyb", 3),
            ("ab", 0, { $0.deleteBackward() }, "ab", 0),
            ("ab", 2, { $0.deleteBackward() }, "a", 1),
            ("ab", 2, { $0.deleteForward() }, "ab", 2),
            ("ab", 0, { $0.deleteForward() }, "b", 0),
            ("one two-three ", 14, { $0.deleteBackToSpace() }, "one ", 4),
            ("one two-three", 13, { $0.deleteWordLeft() }, "one two-", 8),
            ("one two", 3, { $0.deleteWordForward() }, "one", 3),
            ("one two", 3, { $0.deleteToStart() }, " two", 0),
            ("one two", 3, { $0.deleteToEnd() }, "one", 3),
            ("one two", 6, { $0.moveWordLeft() }, "one two", 4),
            ("one two", 4, { $0.moveWordLeft() }, "one two", 0),
            ("one two", 0, { $0.moveWordRight() }, "one two", 3),
            ("one two", 3, { $0.moveWordRight() }, "one two", 7),
        ]
        for (text, cursor, edit, expected, place) in cases {
            var field = field(text, at: cursor)
            edit(&field)
            #expect(field.text == expected && field.cursor == place, "\(text) at \(cursor)")
        }
    }

    @Test func marksJoinTheCharacterBefore() {
        var field = TextField("e")
        field.insert("\u{301}")
        #expect(field.text == "e\u{301}" && field.cursor == 1)
        field.insert("👩")
        field.insert("\u{200D}")
        field.insert("🔬")
        #expect(field.characters.count == 2 && field.cursor == 2)
        field.deleteBackward()
        #expect(field.text == "e\u{301}")
    }

    private func drawn(_ field: TextField, width: Int) -> (String, Int?) {
        var buffer = CellBuffer(width: width, height: 1)
        field.draw(in: buffer.bounds, &buffer, style: .plain, glyphs: .unicode, focused: true)
        return (buffer.drawing, buffer.cursor?.x)
    }

    @Test func theCursorIsAlwaysInSight() {
        #expect(drawn(TextField("short"), width: 10) == ("short", 5))
        #expect(drawn(TextField("abcdefghijkl"), width: 10) == ("…efghijkl", 9))
        #expect(drawn(field("abcdefghijkl", at: 0), width: 10) == ("abcdefghij", 0))
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3000 {
            let text = String(
                (0..<Int.random(in: 0...40, using: &random)).map { _ in "ab漢👍 ".randomElement(using: &random) ?? "a"
                })
            let width = Int.random(in: 1...20, using: &random)
            let field = field(text, at: .random(in: 0...40, using: &random))
            let cursor = drawn(field, width: width).1
            #expect(cursor.map { (0..<width).contains($0) } == true, "\(text) \(width)")
        }
    }

    @Test func clickingPutsTheCursorUnderThePointer() {
        var field = TextField("a漢b")
        field.moveCursor(toColumn: 2, width: 10)
        #expect(field.cursor == 1)
        field.moveCursor(toColumn: 3, width: 10)
        #expect(field.cursor == 2)
        field.moveCursor(toColumn: 99, width: 10)
        #expect(field.cursor == 3)
        field.moveCursor(toColumn: -5, width: 10)
        #expect(field.cursor == 0)
    }

    @Test func longTextsAreCut() {
        var field = TextField()
        field.insert(String(repeating: "x", count: 9000))
        #expect(field.characters.count == TextField.limit && field.cursor == TextField.limit)
    }
}
