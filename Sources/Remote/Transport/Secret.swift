/// A key or token. However it is printed, logged or reflected, it does not show.
package struct Secret: Sendable {
    private let value: String

    /// The shortest piece of a secret that is still taken for it where a server repeats only a part.
    private static let tellingLength = 8

    /// - Returns: nil for text that cannot stand in a header: empty, or with control or other than ASCII
    ///   characters. White space around it, such as a file's last line feed, is dropped.
    package init?(_ text: String) {
        let value = text.split(whereSeparator: \.isWhitespace)
        guard value.count == 1, value[0].utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.value = String(value[0])
    }

    /// The one place where it leaves: the header that authorises a request.
    var authorization: String { "Bearer \(value)" }

    /// `text` with every piece of the secret in it replaced: servers repeat keys in their error messages, whole or
    /// in part.
    func redacted(in text: String) -> String {
        let secret = Array(value.utf8)
        let length = min(Self.tellingLength, secret.count)
        let pieces = Set((0...secret.count - length).map { Array(secret[$0..<$0 + length]) })
        let bytes = Array(text.utf8)
        guard bytes.count >= length else { return text }
        var isSecret = [Bool](repeating: false, count: bytes.count)
        for start in 0...bytes.count - length where pieces.contains(Array(bytes[start..<start + length])) {
            for index in start..<start + length { isSecret[index] = true }
        }
        var kept: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !isSecret[index] {
                kept.append(byte)
            } else if index == 0 || !isSecret[index - 1] {
                kept.append(contentsOf: "[key]".utf8)
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[key]" }
    package var debugDescription: String { "[key]" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
