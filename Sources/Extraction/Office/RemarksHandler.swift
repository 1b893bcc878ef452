/// What readers remarked on the cells of a sheet or on a slide, which is a member of its own (ISO/IEC 29500-1, 18.7
/// and 19.4).
final class RemarksHandler: XMLHandler {
    /// One remark each, in the file's order.
    private(set) var remarks: [[UInt8]] = []

    private var remark: [UInt8] = []
    private var isText = false
    private var phonetic = 0

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "x:comment", "p:cm": remark = []
        case "x:rPh": phonetic += 1
        case "x:t", "p:text": isText = phonetic == 0
        default: break
        }
    }

    func end(_ name: String) {
        switch name {
        case "x:t", "p:text": isText = false
        case "x:rPh": phonetic = max(0, phonetic - 1)
        case "x:comment", "p:cm":
            if !remark.isEmpty { remarks.append(remark) }
            remark = []
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if isText { remark.append(contentsOf: utf8) }
    }
}
