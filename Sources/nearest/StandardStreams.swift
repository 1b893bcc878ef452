import ArgumentParser
import Foundation
import NearestCore

/// Data goes to standard output, everything said to people to standard error.
enum StandardStreams {
    /// A reader that has had enough (`nearest search … | head`) ends the program without a word.
    static func endQuietlyOnClosedPipe() {
        signal(SIGPIPE, SIG_DFL)
    }

    /// Writes `text` and a line feed to standard output.
    static func print(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Writes raw bytes to standard output.
    static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0, to: STDOUT_FILENO) }
    }

    /// Says `text` on standard error, on a line of its own.
    static func say(_ text: String) {
        write(PlainText.visibleLines(text) + "\n", to: STDERR_FILENO)
    }

    /// Says that a server in trouble is asked again after `seconds`; over a bar, if one stands there.
    @Sendable static func sayWaiting(_ error: NearestError, _ seconds: Double) {
        let line = [error.subject, "\(error.problem); trying again in \(Int(min(seconds, 1e9).rounded(.up))) s"]
            .compactMap(\.self).joined(separator: ": ")
        write((errorIsTerminal ? "\r\u{1B}[K" : "") + PlainText.oneLine(line) + "\n", to: STDERR_FILENO)
    }

    /// Writes `text` to a descriptor as it stands.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    /// When data cannot be written, the program says so and ends: half an answer must not look like one. What is
    /// said to people is dropped, since nobody is left to tell.
    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Foundation.write(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                guard descriptor == STDOUT_FILENO else { return }
                say("nearest: standard output: cannot be written (\(String(cString: strerror(errno))))")
                Foundation.exit(ExitStatus.failure.rawValue)
            } else {
                rest = rest.dropFirst(written)
            }
        }
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// How wide the terminal of standard error is; 80 where it does not say.
    static var errorColumns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Ends the program at once, when all is said and nothing was written to an index: taking a loaded model apart
    /// takes longer than answering with it, and the system takes its memory back anyway.
    static func end(_ status: ExitCode) -> Never {
        _exit(status.rawValue)
    }

    /// Ends the program as `error` asks: our own errors as one line and exit code 2, the parser's as it says,
    /// with 2 for a wrong command line.
    static func exit(with error: any Error) -> Never {
        switch error {
        case let error as NearestError:
            say("nearest: \(error)")
            Foundation.exit(ExitStatus.failure.rawValue)
        case is CancellationError:
            Foundation.exit(ExitStatus.interrupted.rawValue)
        case let code as ExitCode:
            Foundation.exit(code.rawValue)
        default:
            let code = Nearest.exitCode(for: error)
            let message = Nearest.fullMessage(for: error)
            if code.isSuccess {
                print(message)
            } else if !message.isEmpty {
                say(message)
            }
            Foundation.exit(code.isSuccess ? 0 : ExitStatus.failure.rawValue)
        }
    }
}
