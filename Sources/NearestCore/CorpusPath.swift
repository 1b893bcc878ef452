/// A file's path relative to the corpus, as the bytes that the file system holds.
///
/// Linux names are byte strings, not text: two names that repair to the same Unicode string are still two
/// files. So the bytes are the identity, and `display` is what people and JSON see.
package struct CorpusPath: Hashable, Sendable {
    /// The components joined by `/`, without a leading or trailing slash. The corpus itself is empty.
    package let bytes: [UInt8]

    package init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    package init(_ string: String) {
        self.bytes = Array(string.utf8)
    }

    /// The corpus folder itself.
    package static let root = CorpusPath(bytes: [])

    /// The path of `name` inside this folder.
    package func appending(_ name: some Sequence<UInt8>) -> CorpusPath {
        var joined = bytes
        if !joined.isEmpty { joined.append(UInt8(ascii: "/")) }
        joined.append(contentsOf: name)
        return CorpusPath(bytes: joined)
    }

    /// The last component.
    package var name: [UInt8] {
        Array(bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...])
    }

    /// The folder that holds this file; nil for the corpus itself.
    package var parent: CorpusPath? {
        if bytes.isEmpty { return nil }
        return CorpusPath(bytes: bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
    }

    /// The extension in lower case without its dot; empty where there is none. `.profile` has none.
    package var fileExtension: String {
        let name = name
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return "" }
        return String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
    }

    /// The path as valid Unicode without control characters, for people, JSON and the terminal.
    package var display: String {
        PlainText.visible(String(decoding: bytes, as: UTF8.self))
    }
}

extension CorpusPath: Comparable {
    package static func < (left: CorpusPath, right: CorpusPath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension CorpusPath: CustomStringConvertible {
    package var description: String { display }
}
