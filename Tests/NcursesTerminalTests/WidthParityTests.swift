import CNcurses
import Glibc
import TerminalKit
import Testing

/// ncurses places cells by the C library's `wcwidth`; `DisplayWidth` must not disagree where it matters.
extension NcursesTests {
    @Suite struct WidthParityTests {
        @Test func scalarsAreAsWideAsTheCLibrarySays() throws {
            setlocale(LC_CTYPE, "C.UTF-8")
            var wrong: [String] = []
            var compared = 0
            for value in UInt32(0x20)..<0x32000 {
                guard let scalar = Unicode.Scalar(value), !Self.mayDiffer(scalar) else { continue }
                let expected = nearest_screen_width(value)
                if expected < 0 { continue }
                compared += 1
                if DisplayWidth.of(scalar) != Int(expected) { wrong.append(String(value, radix: 16)) }
            }
            #expect(compared > 130_000)
            #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(40))")
        }

        /// Where versions of Unicode and of the C library are known to differ, and neither way harms: what is wider
        /// here is filled with a blank, what is narrower is drawn as U+FFFD.
        private static func mayDiffer(_ scalar: Unicode.Scalar) -> Bool {
            // The hexagrams became wide with Unicode 16; an Ahom vowel sign has changed its category.
            if (0x4DC0...0x4DFF).contains(scalar.value) || scalar.value == 0x1171E { return true }
            return switch scalar.properties.generalCategory {
            case .unassigned, .format, .control, .privateUse: true
            default: scalar.properties.isEmojiPresentation
            }
        }
    }
}
