/// A key as pressed.
package struct Key: Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// A printable character. With Control it is the lower-case letter.
        case character(Character)
        case enter
        case escape
        case tab
        case backspace
        case delete
        case insert
        case up
        case down
        case left
        case right
        case home
        case end
        case pageUp
        case pageDown
        case function(Int)
    }

    package struct Modifiers: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let shift = Modifiers(rawValue: 1)
        package static let alt = Modifiers(rawValue: 2)
        package static let control = Modifiers(rawValue: 4)
    }

    package var code: Code
    package var modifiers: Modifiers

    package init(_ code: Code, _ modifiers: Modifiers = []) {
        self.code = code
        self.modifiers = modifiers
    }

    package static func character(_ character: Character) -> Key { Key(.character(character)) }
    package static func control(_ letter: Character) -> Key { Key(.character(letter), .control) }
    package static func alt(_ letter: Character) -> Key { Key(.character(letter), .alt) }
}
