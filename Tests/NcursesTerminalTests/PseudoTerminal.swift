import Glibc

/// A terminal without a person: what the program writes is read here, what is written here are its keys.
final class PseudoTerminal {
    /// The person's end, and the program's.
    let controller: Int32
    let terminal: Int32

    init?(width: UInt16, height: UInt16) {
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        // TIOCSPTLCK and TIOCGPTN, which Swift cannot import: what unlockpt() and ptsname() ask of the kernel.
        var lock: Int32 = 0
        var number: UInt32 = 0
        guard controller >= 0, ioctl(controller, 0x4004_5431, &lock) == 0,
            ioctl(controller, 0x8004_5430, &number) == 0
        else { return nil }
        terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        resize(width: width, height: height)
        _ = fcntl(controller, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(controller)
        close(terminal)
    }

    func resize(width: UInt16, height: UInt16) {
        var size = winsize(ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    }

    func type(_ text: String) {
        _ = write(controller, text, text.utf8.count)
    }

    /// Everything written so far.
    func output() -> String {
        var bytes = [UInt8](repeating: 0, count: 65536)
        var text: [UInt8] = []
        while case let count = read(controller, &bytes, bytes.count), count > 0 { text += bytes[..<count] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether the line is edited and echoed by the system, as a shell leaves it.
    var isCooked: Bool {
        var settings = termios()
        tcgetattr(terminal, &settings)
        let wanted = tcflag_t(ICANON | ECHO | ISIG)
        return settings.c_lflag & wanted == wanted
    }
}
