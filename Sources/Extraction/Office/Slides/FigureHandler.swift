/// The words of a chart or a diagram: its title, its axes' and series' names, the words in its boxes. Not its numbers.
final class FigureHandler: XMLHandler {
    private(set) var lines: [[UInt8]] = []
    private var line: [UInt8] = []
    private var isText = false
    /// Inside of names that are kept as strings, not as numbers.
    private var strings = 0

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "a:p": line = []
        case "a:t": isText = true
        case "c:strCache", "c:tx": strings += 1
        case "c:v":
            line = []
            isText = strings > 0
        default: break
        }
    }

    func end(_ name: String) {
        switch name {
        case "a:t": isText = false
        case "a:p": close()
        case "c:v":
            isText = false
            close()
        case "c:strCache", "c:tx": strings = max(0, strings - 1)
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if isText { line.append(contentsOf: utf8) }
    }

    /// Every series names its categories again.
    private func close() {
        if !line.isEmpty && !lines.contains(line) && lines.count < 1000 { lines.append(line) }
        line = []
    }
}
