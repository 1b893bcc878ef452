import CLibXML

/// XML as a stream of elements, through libxml2: no tree is built, nothing is fetched, and no entity is known but
/// XML's own five, so none can grow or name a file.
enum MarkupScanner {
    /// Hears what stands in a text.
    protocol Listener: AnyObject {
        func start(_ name: MarkupName, _ attributes: [(name: MarkupName, value: String)])
        func end(_ name: MarkupName)
        func text(_ bytes: UnsafeBufferPointer<UInt8>)
    }

    /// - Parameter isLong: whether a single value may have more than 10 MB and elements be nested more than 256 deep.
    /// - Returns: whether the text was well-formed to its end; what stood before a fault was heard.
    @discardableResult
    static func scan(_ bytes: [UInt8], isLong: Bool = false, _ listener: some Listener) -> Bool {
        xmlInitParser()
        return bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard let context = xmlCreateMemoryParserCtxt(start, Int32(clamping: buffer.count)) else {
                return false
            }
            defer { xmlFreeParserCtxt(context) }
            let options =
                XML_PARSE_NOENT.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue
                | XML_PARSE_NOWARNING.rawValue | (isLong ? XML_PARSE_HUGE.rawValue : 0)
            xmlCtxtUseOptions(context, Int32(options))
            listen(to: context)
            let relay = Relay(listener)
            withExtendedLifetime(relay) {
                context.pointee.userData = Unmanaged.passUnretained(relay).toOpaque()
                xmlParseDocument(context)
            }
            return context.pointee.wellFormed != 0
        }
    }

    /// Replaces all of the parser's callbacks: without those for declarations, none takes effect.
    private static func listen(to context: xmlParserCtxtPtr) {
        guard let handler = context.pointee.sax else { return }
        handler.pointee = xmlSAXHandler()
        handler.pointee.initialized = XML_SAX2_MAGIC
        handler.pointee.startElementNs = { data, name, _, space, _, _, count, _, attributes in
            guard let relay = Relay.from(data), let name else { return }
            relay.listener.start(
                MarkupName(name, space), MarkupScanner.attributes(attributes, count: Int(count)))
        }
        handler.pointee.endElementNs = { data, name, _, space in
            guard let relay = Relay.from(data), let name else { return }
            relay.listener.end(MarkupName(name, space))
        }
        handler.pointee.characters = { data, text, count in
            Relay.from(data)?.listener.text(UnsafeBufferPointer(start: text, count: Int(count)))
        }
        handler.pointee.cdataBlock = handler.pointee.characters
    }

    /// Five pointers an attribute: name, prefix, namespace, the value's start and its end.
    private static func attributes(
        _ pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int
    ) -> [(name: MarkupName, value: String)] {
        guard let pointers else { return [] }
        return (0..<count).compactMap { index in
            guard let name = pointers[index * 5], let start = pointers[index * 5 + 3],
                let end = pointers[index * 5 + 4]
            else { return nil }
            let value = String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
            return (MarkupName(name, pointers[index * 5 + 2]), value)
        }
    }

    /// What the parser's pointer leads to.
    private final class Relay {
        let listener: any Listener

        init(_ listener: any Listener) {
            self.listener = listener
        }

        static func from(_ data: UnsafeMutableRawPointer?) -> Relay? {
            data.map { Unmanaged<Relay>.fromOpaque($0).takeUnretainedValue() }
        }
    }
}
