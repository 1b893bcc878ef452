/// The name of an element or an attribute with the namespace that its prefix stands for.
struct MarkupName: Hashable, Sendable {
    var name: String
    /// Empty where there is none.
    var space: String

    init(_ name: UnsafePointer<UInt8>, _ space: UnsafePointer<UInt8>?) {
        self.name = String(cString: name)
        self.space = space.map { String(cString: $0) } ?? ""
    }
}
