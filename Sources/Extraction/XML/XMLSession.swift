import CLibXML
import NearestCore

/// One document on its way through the parser, and what the parser's callbacks are handed.
final class XMLSession {
    private let handler: any XMLHandler
    private let cancellation: Cancellation
    private let read: (UnsafeMutableRawBufferPointer) throws -> Int
    private var context: xmlParserCtxtPtr?
    /// Why the parsing was ended from here.
    private var failure: (any Error)?
    private var declaresEntities = false
    /// Names that were met already. The parser keeps one copy of each name, so its place identifies it.
    private var names: [NamePlace: String] = [:]

    private struct NamePlace: Hashable {
        var local: UnsafePointer<xmlChar>
        var address: UnsafePointer<xmlChar>?
    }

    init(
        handler: any XMLHandler, cancellation: Cancellation,
        read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
    ) {
        self.handler = handler
        self.cancellation = cancellation
        self.read = read
    }

    /// Parses the whole document.
    ///
    /// - Returns: what is wrong with it.
    func run() throws -> String? {
        xmlInitParser()
        var callbacks = Self.callbacks()
        let pointer = Unmanaged.passUnretained(self).toOpaque()
        let reader: xmlInputReadCallback = { data, buffer, count in
            XMLSession.from(data)?.fill(buffer, count) ?? -1
        }
        guard let context = xmlCreateIOParserCtxt(&callbacks, pointer, reader, nil, pointer, XML_CHAR_ENCODING_NONE)
        else { throw NearestError(.system, nil, "there is no memory left to read XML with") }
        defer { xmlFreeParserCtxt(context) }
        self.context = context
        defer { self.context = nil }
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        xmlCtxtUseOptions(context, Int32(options))
        xmlParseDocument(context)
        if let document = context.pointee.myDoc {
            xmlFreeDoc(document)
            context.pointee.myDoc = nil
        }
        if let failure { throw failure }
        try cancellation.check()
        if declaresEntities { return "declares entities of its own, as no such document does; it is not read" }
        return context.pointee.wellFormed == 1 ? nil : Self.words(of: context)
    }

    /// The session behind the pointer that the parser hands to its callbacks.
    static func from(_ data: UnsafeMutableRawPointer?) -> XMLSession? {
        data.map { Unmanaged<XMLSession>.fromOpaque($0).takeUnretainedValue() }
    }

    /// All of the parser's callbacks; those that are not set here would build a tree, fetch or print.
    private static func callbacks() -> xmlSAXHandler {
        var callbacks = xmlSAXHandler()
        callbacks.initialized = UInt32(XML_SAX2_MAGIC)
        callbacks.startElementNs = { data, local, _, address, _, _, count, _, attributes in
            guard let local else { return }
            XMLSession.from(data)?.start(local, address, XMLAttributes(attributes, count: Int(count)))
        }
        callbacks.endElementNs = { data, local, _, address in
            guard let local else { return }
            XMLSession.from(data)?.end(local, address)
        }
        callbacks.characters = { data, text, count in
            XMLSession.from(data)?.text(UnsafeBufferPointer(start: text, count: Int(count)))
        }
        callbacks.ignorableWhitespace = callbacks.characters
        callbacks.cdataBlock = callbacks.characters
        callbacks.entityDecl = { data, _, _, _, _, _ in XMLSession.from(data)?.refuseEntities() }
        return callbacks
    }

    private static func words(of context: xmlParserCtxtPtr) -> String {
        guard let error = xmlCtxtGetLastError(context), let message = error.pointee.message else {
            return "is damaged"
        }
        return "is damaged in line \(error.pointee.line): \(PlainText.oneLine(String(cString: message)))"
    }

    // MARK: Callbacks

    private func fill(_ buffer: UnsafeMutablePointer<CChar>?, _ count: Int32) -> Int32 {
        guard failure == nil, let buffer, count > 0 else { return 0 }
        do {
            try cancellation.check()
            return Int32(clamping: try read(UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))))
        } catch {
            // Stopping the parser here would free the buffer that it is filling; what cannot be read ends it as well.
            failure = error
            return -1
        }
    }

    private func start(
        _ local: UnsafePointer<xmlChar>, _ address: UnsafePointer<xmlChar>?, _ attributes: XMLAttributes
    ) {
        attempt { try handler.start(name(local, address), attributes) }
    }

    private func end(_ local: UnsafePointer<xmlChar>, _ address: UnsafePointer<xmlChar>?) {
        attempt { try handler.end(name(local, address)) }
    }

    private func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        attempt { try handler.text(utf8) }
    }

    private func refuseEntities() {
        declaresEntities = true
        if let context { xmlStopParser(context) }
    }

    private func attempt(_ body: () throws -> Void) {
        if failure != nil { return }
        do { try body() } catch { stop(error) }
    }

    private func stop(_ error: any Error) {
        failure = error
        if let context { xmlStopParser(context) }
    }

    private func name(_ local: UnsafePointer<xmlChar>, _ address: UnsafePointer<xmlChar>?) -> String {
        let place = NamePlace(local: local, address: address)
        if let known = names[place] { return known }
        let prefix = address.map { XMLNamespaces.prefix(of: String(cString: $0)) + ":" } ?? ""
        let name = prefix + String(cString: local)
        names[place] = name
        return name
    }
}
