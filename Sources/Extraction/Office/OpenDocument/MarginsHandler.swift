/// What stands at the head and at the foot of the pages of an OpenDocument text, as its `styles.xml` has it.
final class MarginsHandler: XMLHandler {
    /// Each once, in the file's order; those with no letter, such as a page's number, are left out.
    private(set) var texts: [[UInt8]] = []

    private var text: [UInt8] = []
    private var depth = 0
    private var isParagraph = false

    private static let margins: Set<String> = [
        "style:header", "style:footer", "style:header-first", "style:footer-first", "style:header-left",
        "style:footer-left",
    ]
    /// What a page shows of itself, and what a table document's empty header says.
    private static let fields: Set<String> = [
        "text:page-number", "text:page-count", "text:sheet-name", "text:title", "text:date", "text:time",
        "text:file-name",
    ]
    private var filter = ElementFilter(skipping: MarginsHandler.fields)

    func start(_ name: String, _ attributes: XMLAttributes) {
        if filter.start(name) { return }
        if Self.margins.contains(name) {
            depth += 1
        } else if name == "text:p" || name == "text:h", depth > 0 {
            text = []
            isParagraph = true
        } else if name == "text:s" || name == "text:tab" {
            text.append(0x20)
        }
    }

    func end(_ name: String) {
        if filter.end(name) { return }
        if Self.margins.contains(name) {
            depth = max(0, depth - 1)
        } else if name == "text:p" || name == "text:h", isParagraph {
            isParagraph = false
            let words = Array(text.split { $0 <= 0x20 }.joined(separator: [0x20]))
            let remainder = String(decoding: words, as: UTF8.self).unicodeScalars.filter(\.isLetter)
            // What is left of "Page 3 of 7" without its fields says nothing.
            if remainder.count > 6, !texts.contains(words) { texts.append(words) }
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if isParagraph && !filter.isSkipping { text.append(contentsOf: utf8) }
    }
}
