/// A colour of the terminal's palette.
package enum Color: Hashable, Sendable {
    /// Whatever the user chose for text or background.
    case standard
    /// An entry of the palette: 0 to 15 are the user's sixteen colours, 16 to 255 are fixed by xterm's cube
    /// and grey ramp.
    case indexed(UInt8)

    /// Red, green and blue, 0 to 255 each, of a colour that terminals agree on; nil for the sixteen colours
    /// and the standard one, which belong to the user.
    package var fixedComponents: (red: Int, green: Int, blue: Int)? {
        guard case .indexed(let index) = self, index >= 16 else { return nil }
        if index >= 232 {
            let grey = 8 + 10 * (Int(index) - 232)
            return (grey, grey, grey)
        }
        let levels = [0, 95, 135, 175, 215, 255]
        let cube = Int(index) - 16
        return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    }
}
