import COpenVINO

/// An input or output of a network, as the network declares it.
package struct NetworkPort: Sendable, Hashable {
    /// One of its names; nil where the network gives it none.
    package var name: String?
    /// nil for a type that no tensor here can have.
    package var elementType: ElementType?
    /// nil where each run may choose how many dimensions there are; a size is nil where each run may choose it.
    package var dimensions: [Int?]?

    package init(name: String?, elementType: ElementType?, dimensions: [Int?]?) {
        self.name = name
        self.elementType = elementType
        self.dimensions = dimensions
    }

    /// Its sizes in one word, such as `[?, 3, 224, 224]`.
    package var shape: String {
        guard let dimensions else { return "any shape" }
        return "[\(dimensions.map { $0.map(String.init) ?? "?" }.joined(separator: ", "))]"
    }
}

extension NetworkPort {
    /// - Parameter port: with at most `COV_LARGEST_RANK` dimensions.
    init(_ port: cov_port) {
        let sizes = withUnsafeBytes(of: port.dimensions) { Array($0.bindMemory(to: Int64.self)) }
        self.init(
            name: port.name.map { String(cString: $0) },
            elementType: ElementType(port.element),
            dimensions: port.rank < 0 ? nil : sizes.prefix(Int(port.rank)).map { $0 < 0 ? nil : Int($0) })
    }
}

extension ElementType {
    fileprivate init?(_ element: cov_element) {
        switch element {
        case COV_F32: self = .f32
        case COV_I64: self = .i64
        case COV_I32: self = .i32
        case COV_U8: self = .u8
        case COV_I8: self = .i8
        case COV_F16: self = .f16
        case COV_BF16: self = .bf16
        case COV_F64: self = .f64
        case COV_BOOL: self = .bool
        default: return nil
        }
    }
}
