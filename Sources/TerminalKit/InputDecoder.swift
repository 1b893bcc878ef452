/// The bytes that a terminal sends, as events.
///
/// Understands UTF-8; the control and escape sequences of xterm and its kin, rxvt, the Linux console, tmux and
/// screen (ECMA-48 `CSI`, `SS3`); modifiers as xterm (`CSI 1;5A`), `modifyOtherKeys` and kitty (`CSI u`) report
/// them; mouse reports in SGR form; bracketed paste. Unknown sequences and the terminal's answers to queries are
/// swallowed whole, so that they never become typed text.
package struct InputDecoder: Sendable {
    /// What the terminal said about itself when it was asked.
    package enum Report: Hashable, Sendable {
        /// The background's red, green and blue, 0 to 1 (`OSC 11`).
        case background(red: Double, green: Double, blue: Double)
        /// The answer to `CSI c`, which every terminal gives, and gives last.
        case attributes
    }

    /// Reports since they were last taken.
    package private(set) var reports: [Report] = []

    private var pending: [UInt8] = []
    private var paste: [UInt8]?

    /// A paste is cut here; the prompt takes far less.
    private static let pasteLimit = 1 << 20
    /// A sequence longer than this is noise.
    private static let sequenceLimit = 4096
    private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

    package init() {}

    /// Whether bytes wait that a following byte, or its absence, would explain: a lone Escape, say.
    package var isWaiting: Bool { !pending.isEmpty && paste == nil }

    package mutating func takeReports() -> [Report] {
        defer { reports = [] }
        return reports
    }

    /// Takes bytes as they came and returns the events that are complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [TerminalEvent] {
        pending.append(contentsOf: bytes)
        var events: [TerminalEvent] = []
        while let (event, used) = next(pending[...], atEnd: false) {
            pending.removeFirst(used)
            if let event { events.append(event) }
        }
        return events
    }

    /// Decides what waits when nothing has followed for a while: a lone Escape is the Escape key.
    package mutating func flush() -> [TerminalEvent] {
        guard isWaiting else { return [] }
        var events: [TerminalEvent] = []
        while let (event, used) = next(pending[...], atEnd: true) {
            pending.removeFirst(used)
            if let event { events.append(event) }
        }
        return events
    }

    // MARK: Steps

    /// The first event (nil for what is swallowed) and the bytes it took; nil when more bytes are needed.
    private typealias Step = (event: TerminalEvent?, used: Int)

    private mutating func next(_ bytes: ArraySlice<UInt8>, atEnd: Bool) -> Step? {
        guard let first = bytes.first else { return nil }
        if paste != nil { return pasteStep(bytes) }
        if first == 0x1B { return escapeStep(bytes, atEnd: atEnd) }
        if first < 0x20 || first == 0x7F { return (Self.controlKey(first).map { .key($0) }, 1) }
        return Self.characterStep(bytes, atEnd: atEnd)
    }

    private mutating func escapeStep(_ bytes: ArraySlice<UInt8>, atEnd: Bool) -> Step? {
        guard let second = bytes.dropFirst().first else {
            return atEnd ? (.key(Key(.escape)), 1) : nil
        }
        let body = bytes.dropFirst(2)
        switch second {
        case UInt8(ascii: "["):
            return controlSequence(body) ?? (atEnd ? (.key(.alt("[")), 2) : nil)
        case UInt8(ascii: "O"):
            guard let final = body.first else { return atEnd ? (.key(.alt("O")), 2) : nil }
            return (Self.ss3Key(final).map { .key($0) }, 3)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
            return stringSequence(body, kind: second)
                ?? (atEnd && body.isEmpty
                    ? (.key(.alt(Character(Unicode.Scalar(second)))), 2)
                    : atEnd || body.count > Self.sequenceLimit ? (nil, bytes.count) : nil)
        case 0x1B:
            return (.key(Key(.escape)), 1)
        default:
            return altKey(bytes.dropFirst(), atEnd: atEnd)
        }
    }

    private func altKey(_ bytes: ArraySlice<UInt8>, atEnd: Bool) -> Step? {
        guard let first = bytes.first else { return nil }
        if first < 0x20 || first == 0x7F {
            guard var key = Self.controlKey(first) else { return (nil, 2) }
            key.modifiers.insert(.alt)
            return (.key(key), 2)
        }
        guard let (event, used) = Self.characterStep(bytes, atEnd: atEnd) else { return nil }
        guard case .key(var key) = event else { return (nil, used + 1) }
        key.modifiers.insert(.alt)
        return (.key(key), used + 1)
    }

    /// One scalar of UTF-8; malformed bytes are swallowed.
    private static func characterStep(_ bytes: ArraySlice<UInt8>, atEnd: Bool) -> Step? {
        guard let first = bytes.first else { return nil }
        let length =
            switch first {
            case ..<0x80: 1
            case 0xC2..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0..<0xF5: 4
            default: 0
            }
        if length == 0 { return (nil, 1) }
        let tail = bytes.dropFirst().prefix(length - 1)
        let goodTail = tail.prefix { $0 & 0xC0 == 0x80 }
        if goodTail.count < tail.count { return (nil, 1 + goodTail.count) }
        if tail.count < length - 1 { return atEnd ? (nil, bytes.count) : nil }
        guard let text = String(validating: bytes.prefix(length), as: UTF8.self), let character = text.first else {
            return (nil, length)
        }
        let isControl = character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
        return (isControl ? nil : .key(.character(character)), length)
    }

    private static func controlKey(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x00: Key(.character(" "), .control)
        case 0x08, 0x7F: Key(.backspace)
        case 0x09: Key(.tab)
        case 0x0A, 0x0D: Key(.enter)
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        case 0x1C...0x1F: .control(Character(Unicode.Scalar(byte + 0x40)))
        default: nil
        }
    }

    private static func ss3Key(_ final: UInt8) -> Key? {
        final == UInt8(ascii: "M") ? Key(.enter) : letterKey(final).map { Key($0) }
    }

    private static func letterKey(_ final: UInt8) -> Key.Code? {
        switch final {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(final) - 0x4F)
        default: nil
        }
    }

    // MARK: CSI

    private mutating func controlSequence(_ body: ArraySlice<UInt8>) -> Step? {
        // The Linux console's F1 to F5.
        if body.first == UInt8(ascii: "[") {
            guard let final = body.dropFirst().first else { return nil }
            let number = Int(final) - 0x40
            return ((1...5).contains(number) ? .key(Key(.function(number))) : nil, 4)
        }
        // Mouse reports of the first kind: three bytes follow.
        if body.first == UInt8(ascii: "M") { return body.count >= 4 ? (nil, 6) : nil }
        guard let finalIndex = body.firstIndex(where: { !(0x20..<0x40).contains($0) }) else {
            return body.count > Self.sequenceLimit ? (nil, body.count + 2) : nil
        }
        let final = body[finalIndex]
        let used = 2 + body.distance(from: body.startIndex, to: finalIndex) + 1
        // A control character breaks the sequence off and is read for itself.
        if final < 0x20 || final > 0x7E { return (nil, used - 1) }
        let parameters = body[..<finalIndex]
        if final == UInt8(ascii: "c"), parameters.first == UInt8(ascii: "?") {
            reports.append(.attributes)
            return (nil, used)
        }
        return (event(final: final, parameters: parameters), used)
    }

    private mutating func event(final: UInt8, parameters: ArraySlice<UInt8>) -> TerminalEvent? {
        if parameters.first == UInt8(ascii: "<") {
            return Self.mouse(numbers: Self.numbers(parameters.dropFirst()), pressed: final == UInt8(ascii: "M"))
        }
        let numbers = Self.numbers(parameters)
        let modifiers = Self.modifiers(numbers.count > 1 ? numbers[1] : 1)
        switch final {
        case UInt8(ascii: "~"):
            if numbers.first == 200 {
                paste = []
                return nil
            }
            // xterm's modifyOtherKeys: 27 ; modifiers ; code.
            if numbers.first == 27, numbers.count == 3 { return Self.codedKey(numbers[2], modifiers) }
            return Self.numberedKey(numbers.first ?? 0).map { .key(Key($0, modifiers)) }
        case UInt8(ascii: "u"): return Self.codedKey(numbers.first ?? 0, modifiers)
        case UInt8(ascii: "Z"): return .key(Key(.tab, .shift))
        default: return Self.letterKey(final).map { .key(Key($0, modifiers)) }
        }
    }

    /// Parameters between semicolons; of sub-parameters behind a colon only the first counts.
    private static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int] {
        parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { field in
            let digits = field.prefix { $0 != UInt8(ascii: ":") }
            return Int(String(decoding: digits.prefix(7), as: UTF8.self)) ?? 0
        }
    }

    private static func modifiers(_ number: Int) -> Key.Modifiers {
        Key.Modifiers(rawValue: UInt8(truncatingIfNeeded: max(0, number - 1)) & 7)
    }

    private static func numberedKey(_ number: Int) -> Key.Code? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...24: .function(number - 12)
        default: nil
        }
    }

    /// A key by its Unicode value, as newer protocols report it.
    private static func codedKey(_ value: Int, _ modifiers: Key.Modifiers) -> TerminalEvent? {
        switch value {
        case 27: return .key(Key(.escape, modifiers))
        case 127, 8: return .key(Key(.backspace, modifiers))
        case 13: return .key(Key(.enter, modifiers))
        case 9: return .key(Key(.tab, modifiers))
        default: break
        }
        guard value >= 0x20, let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init),
            scalar.properties.generalCategory != .control, scalar.properties.generalCategory != .privateUse
        else { return nil }
        var modifiers = modifiers
        var character = Character(scalar)
        if modifiers.contains(.shift), modifiers.isDisjoint(with: [.alt, .control]) {
            character = character.uppercased().first ?? character
            modifiers.remove(.shift)
        }
        return .key(Key(.character(character), modifiers))
    }

    private static func mouse(numbers: [Int], pressed: Bool) -> TerminalEvent? {
        guard numbers.count == 3, pressed, numbers[1] > 0, numbers[2] > 0 else { return nil }
        let (x, y) = (numbers[1] - 1, numbers[2] - 1)
        // Shift, Alt and Control are bits 2 to 4, which do not matter here; bit 5 is a motion.
        return switch numbers[0] & ~0b11100 {
        case 0: .mouse(MouseEvent(.press(clicks: 1), x: x, y: y))
        case 64: .mouse(MouseEvent(.wheelUp, x: x, y: y))
        case 65: .mouse(MouseEvent(.wheelDown, x: x, y: y))
        default: nil
        }
    }

    // MARK: Strings and pastes

    /// `OSC`, `DCS`, `APC` and `PM` run to a bell or to `ESC \`.
    private mutating func stringSequence(_ body: ArraySlice<UInt8>, kind: UInt8) -> Step? {
        guard let end = body.firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else { return nil }
        let length = body.distance(from: body.startIndex, to: end)
        var used = 2 + length + 1
        if body[end] == 0x1B {
            guard body.index(after: end) < body.endIndex else { return nil }
            // Anything but a backslash begins another sequence, and breaks this one off.
            if body[body.index(after: end)] == UInt8(ascii: "\\") { used += 1 } else { used -= 1 }
        }
        if kind == UInt8(ascii: "]"), let report = Self.background(String(decoding: body[..<end], as: UTF8.self)) {
            reports.append(report)
        }
        return (nil, used)
    }

    /// `11;rgb:RRRR/GGGG/BBBB`, one to four hexadecimal digits each.
    private static func background(_ text: String) -> Report? {
        let prefix = "11;rgb:"
        guard text.hasPrefix(prefix) else { return nil }
        let parts = text.dropFirst(prefix.count).split(separator: "/").map { part -> Double? in
            guard (1...4).contains(part.count), let value = Int(part, radix: 16) else { return nil }
            return Double(value) / Double((1 << (4 * part.count)) - 1)
        }
        guard parts.count == 3, let red = parts[0], let green = parts[1], let blue = parts[2] else { return nil }
        return .background(red: red, green: green, blue: blue)
    }

    private mutating func pasteStep(_ bytes: ArraySlice<UInt8>) -> Step? {
        let bytes = Array(bytes)
        if let end = Self.position(of: Self.pasteEnd, in: bytes) {
            let whole =
                (paste ?? []) + bytes[..<end].prefix(Self.pasteLimit - min(Self.pasteLimit, paste?.count ?? 0))
            paste = nil
            return (.paste(String(decoding: whole, as: UTF8.self)), end + Self.pasteEnd.count)
        }
        // The end bracket may be cut in two: its possible beginning waits.
        let keep = (0..<Self.pasteEnd.count).last { bytes.suffix($0).elementsEqual(Self.pasteEnd.prefix($0)) } ?? 0
        let taken = bytes.count - keep
        if taken == 0 { return nil }
        let room = Self.pasteLimit - (paste?.count ?? 0)
        paste?.append(contentsOf: bytes.prefix(min(taken, max(0, room))))
        return (nil, taken)
    }

    private static func position(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= needle.count else { return nil }
        return (0...bytes.count - needle.count).first { start in
            bytes[start] == needle[0] && bytes[start..<start + needle.count].elementsEqual(needle)
        }
    }
}
