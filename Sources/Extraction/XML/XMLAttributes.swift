import CLibXML

/// The attributes of an element while the parser shows it: five pointers each (name, prefix, namespace, and where
/// the value begins and ends).
struct XMLAttributes {
    private let pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    private let count: Int

    init(_ pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int) {
        self.pointers = pointers
        self.count = count
    }

    /// The value of an attribute, by its name with the prefix that `XMLNamespaces` gives it; without one where the
    /// attribute has no namespace.
    subscript(name: String) -> String? {
        guard let pointers else { return nil }
        let colon = name.firstIndex(of: ":")
        let local = colon.map { name[name.index(after: $0)...] } ?? name[...]
        for index in 0..<count {
            let attribute = pointers + index * 5
            guard let found = attribute[0], String(cString: found) == local else { continue }
            let prefix = attribute[2].map { XMLNamespaces.prefix(of: String(cString: $0)) }
            guard prefix == colon.map({ String(name[..<$0]) }), let start = attribute[3], let end = attribute[4]
            else { continue }
            return String(decoding: UnsafeBufferPointer(start: start, count: max(0, end - start)), as: UTF8.self)
        }
        return nil
    }
}
