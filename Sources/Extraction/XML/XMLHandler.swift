/// What listens to the elements of an XML document, in their order.
///
/// Names have the prefixes of `XMLNamespaces`, whichever ones the document uses. What a method throws ends the
/// parsing and comes out of it.
protocol XMLHandler: AnyObject {
    func start(_ name: String, _ attributes: XMLAttributes) throws
    func end(_ name: String) throws
    /// Text comes in pieces of any length, each valid UTF-8.
    func text(_ utf8: UnsafeBufferPointer<UInt8>) throws
}

extension XMLHandler {
    func text(_ utf8: UnsafeBufferPointer<UInt8>) throws {}
}
