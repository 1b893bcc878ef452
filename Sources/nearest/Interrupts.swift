import Dispatch
import Foundation
import NearestCore

/// Turns Ctrl-C and SIGTERM into a cancellation, so that work ends at its next commit; a second one ends the
/// program at once.
final class Interrupts {
    let cancellation = Cancellation()
    private var sources: [any DispatchSourceSignal] = []

    init() {
        // A file that outgrows `ulimit -f` is an error of its write, with a remedy, and not the program's end.
        signal(SIGXFSZ, SIG_IGN)
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [cancellation] in
                if cancellation.isCancelled { _exit(ExitStatus.interrupted.rawValue) }
                cancellation.cancel()
            }
            source.resume()
            sources.append(source)
        }
    }
}
