import CLibXML

/// The attributes of an element while the parser shows it: names and values in turn, ended by a null.
struct HTMLAttributes {
    private let pairs: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?

    init(_ pairs: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) {
        self.pairs = pairs
    }

    /// The value of an attribute; empty where it has none; nil where the element has no such attribute.
    subscript(name: String) -> String? {
        guard let pairs else { return nil }
        var index = 0
        while let found = pairs[index] {
            if String(cString: found).lowercased() == name {
                return pairs[index + 1].map { String(cString: $0) } ?? ""
            }
            index += 2
        }
        return nil
    }
}
