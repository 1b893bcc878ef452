/// The strings of a workbook, which cells name by their number. Phonetic guides are left out.
final class SharedStrings: XMLHandler {
    private(set) var strings: [[UInt8]] = []
    private var string: [UInt8] = []
    private var isText = false
    private var phonetic = 0
    private var size = 0
    private let limit: Int

    /// - Parameter limit: of bytes in all; strings behind it are empty.
    init(limit: Int) {
        self.limit = limit
    }

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "x:si": string = []
        case "x:rPh": phonetic += 1
        case "x:t": isText = phonetic == 0
        default: break
        }
    }

    func end(_ name: String) {
        switch name {
        case "x:si":
            size += string.count
            strings.append(size > limit ? [] : string)
        case "x:rPh": phonetic = max(0, phonetic - 1)
        case "x:t": isText = false
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if isText { string.append(contentsOf: utf8) }
    }
}
