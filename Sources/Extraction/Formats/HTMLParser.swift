import CLibXML
import NearestCore

/// HTML through libxml2, as a stream of elements: no tree is built, so a large page costs little memory and a
/// deeply nested one no stack. Nothing is fetched and no entity is expanded but HTML's own characters.
enum HTMLParser {
    /// Elements inside one another; a page beyond this is an attack or an accident.
    static let greatestDepth = 2000

    /// - Parameters:
    ///   - utf8: valid UTF-8.
    ///   - dropsBoilerplate: whether what surrounds the text of a web page is left out: menus, forms, side bars. A
    ///     chapter of a book or a letter has none.
    static func parse(
        _ utf8: [UInt8], dropsBoilerplate: Bool = true, cancellation: Cancellation
    ) throws -> HTMLPage {
        let page = try parseOnce(utf8, dropsBoilerplate, cancellation)
        // Some pages put everything into one form.
        if !dropsBoilerplate || !page.document.isBlank { return page }
        return try parseOnce(utf8, false, cancellation)
    }

    private static func parseOnce(
        _ utf8: [UInt8], _ dropsBoilerplate: Bool, _ cancellation: Cancellation
    ) throws -> HTMLPage {
        xmlInitParser()
        let builder = HTMLTextBuilder(dropsBoilerplate: dropsBoilerplate, cancellation: cancellation)
        utf8.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard let context = htmlCreateMemoryParserCtxt(start, Int32(clamping: bytes.count)) else { return }
            defer { htmlFreeParserCtxt(context) }
            let options =
                HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
                | HTML_PARSE_NONET.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
            htmlCtxtUseOptions(context, Int32(options))
            xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
            listen(to: context)
            builder.context = context
            withExtendedLifetime(builder) {
                context.pointee.userData = Unmanaged.passUnretained(builder).toOpaque()
                htmlParseDocument(context)
            }
            builder.context = nil
        }
        try cancellation.check()
        let problems = builder.isTooDeep ? ["elements are nested too deep; the rest is left out"] : []
        return HTMLPage(document: builder.finished(), pictures: builder.pictures, problems: problems)
    }

    /// Replaces all of the parser's callbacks, so that it builds no tree and prints no message.
    private static func listen(to context: htmlParserCtxtPtr) {
        guard let handler = context.pointee.sax else { return }
        handler.pointee = htmlSAXHandler()
        handler.pointee.startElement = { data, name, attributes in
            guard let name else { return }
            HTMLTextBuilder.from(data)?.start(String(cString: name).lowercased(), HTMLAttributes(attributes))
        }
        handler.pointee.endElement = { data, name in
            guard let name else { return }
            HTMLTextBuilder.from(data)?.end(String(cString: name).lowercased())
        }
        handler.pointee.characters = { data, text, count in
            HTMLTextBuilder.from(data)?.add(UnsafeBufferPointer(start: text, count: Int(count)))
        }
        handler.pointee.ignorableWhitespace = handler.pointee.characters
        // Without this the content of scripts would arrive as characters.
        handler.pointee.cdataBlock = { _, _, _ in }
    }
}
