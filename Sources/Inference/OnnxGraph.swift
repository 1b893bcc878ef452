import NearestCore
import SwiftProtobuf

/// A network under construction, as ONNX describes networks: values, and the operators between them.
///
/// Weights are not copied into the graph. It refers to stretches of the files that hold them, which
/// `GraphCache` puts beside the serialised graph while it is compiled.
///
/// A class, so that architectures can write `graph.add(graph.matMul(x, w), b)` without naming every step.
/// It is built and serialised on one thread.
package final class OnnxGraph {
    /// A tensor somewhere in the graph. `elementType` is known because ONNX has no implicit conversions.
    package struct Value: Hashable {
        package let name: String
        package let elementType: ElementType
    }

    /// One axis of an input: a size, or a name for a size that each run chooses.
    package enum Axis: Hashable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        case fixed(Int)
        case free(String)

        package init(integerLiteral value: Int) { self = .fixed(value) }
        package init(stringLiteral value: String) { self = .free(value) }
    }

    /// An operator's parameter.
    package enum Attribute {
        case int(Int)
        case ints([Int])
        case float(Float)
        case string(String)
    }

    /// The version of ONNX's operators that every node is written in; 20 is the first with `Gelu`.
    package static let operatorSet = 20

    private var graph = Onnx_GraphProto()
    private var nextValue = 0
    private var weights: [ExternalTensor: Value] = [:]

    /// The files that hold weights, in the order in which the graph first met them. The n-th is named
    /// `weightsLocation(n)` in the serialised graph.
    package private(set) var weightFiles: [String] = []

    package init(name: String) {
        graph.name = name
    }

    /// The name under which the serialised graph looks for its n-th file of weights.
    package static func weightsLocation(_ index: Int) -> String { "weights-\(index)" }

    /// Declares an input that every run must give.
    package func input(_ name: String, _ elementType: ElementType, _ axes: [Axis]) -> Value {
        graph.input.append(description(of: name, elementType, axes))
        return Value(name: name, elementType: elementType)
    }

    /// Declares that `value` comes back from a run under `name`.
    package func output(_ value: Value, as name: String, _ axes: [Axis]) {
        append("Identity", [value], outputs: [name], [:])
        graph.output.append(description(of: name, value.elementType, axes))
    }

    /// A weight as it stands in its file, converted to 32-bit floats where it is stored in 16 or 64.
    package func weight(_ tensor: ExternalTensor) -> Value {
        if let known = weights[tensor] { return known }
        let stored = initializer(tensor)
        let value = [.f16, .bf16, .f64].contains(tensor.elementType) ? cast(stored, to: .f32) : stored
        weights[tensor] = value
        return value
    }

    /// Looks at every number of the weights that were used.
    ///
    /// - Throws: `NearestError(.brokenModel)` that names the file and the tensor that is not finite.
    func checkWeights() throws {
        for tensor in weights.keys.sorted(by: { ($0.file, $0.offset) < ($1.file, $1.offset) })
        where try !tensor.isFinite() {
            throw NearestError(
                .brokenModel, tensor.file, "its tensor \(tensor.name) holds numbers that are not finite",
                remedy: "Fetch the model again.")
        }
    }

    /// A small constant inside the graph.
    package func constant(_ values: [Float], _ dimensions: [Int]) -> Value {
        constant(.f32, dimensions, values.withUnsafeBytes { Array($0) })
    }

    /// A small constant inside the graph.
    package func constant(_ values: [Int64], _ dimensions: [Int]) -> Value {
        constant(.i64, dimensions, values.withUnsafeBytes { Array($0) })
    }

    /// Adds an operator with one output.
    ///
    /// - Parameter elementType: the output's; nil for that of the first input.
    package func node(
        _ operation: String, _ inputs: [Value], _ attributes: KeyValuePairs<String, Attribute> = [:],
        elementType: ElementType? = nil
    ) -> Value {
        let name = freshName()
        append(operation, inputs, outputs: [name], attributes)
        return Value(name: name, elementType: elementType ?? inputs.first?.elementType ?? .f32)
    }

    /// The graph as the content of an `.onnx` file; the same graph always gives the same bytes.
    package func serialized() throws -> [UInt8] {
        var operators = Onnx_OperatorSetIdProto()
        operators.version = Int64(Self.operatorSet)
        var model = Onnx_ModelProto()
        model.irVersion = 9
        model.producerName = "nearest"
        model.graph = graph
        model.opsetImport = [operators]
        return try model.serializedBytes()
    }

    private func freshName() -> String {
        nextValue += 1
        return "v\(nextValue)"
    }

    private func append(
        _ operation: String, _ inputs: [Value], outputs: [String],
        _ attributes: KeyValuePairs<String, Attribute>
    ) {
        var node = Onnx_NodeProto()
        node.opType = operation
        node.name = "\(operation)-\(graph.node.count)"
        node.input = inputs.map(\.name)
        node.output = outputs
        node.attribute = attributes.map { Self.attribute($0.key, $0.value) }
        graph.node.append(node)
    }

    private static func attribute(_ name: String, _ value: Attribute) -> Onnx_AttributeProto {
        var attribute = Onnx_AttributeProto()
        attribute.name = name
        switch value {
        case .int(let value):
            attribute.type = .int
            attribute.i = Int64(value)
        case .ints(let values):
            attribute.type = .ints
            attribute.ints = values.map(Int64.init)
        case .float(let value):
            attribute.type = .float
            attribute.f = value
        case .string(let value):
            attribute.type = .string
            attribute.s = .init(value.utf8)
        }
        return attribute
    }

    private func constant(_ elementType: ElementType, _ dimensions: [Int], _ bytes: [UInt8]) -> Value {
        precondition(
            bytes.count == dimensions.reduce(elementType.byteCount, *), "a constant's values fill its shape")
        var tensor = Onnx_TensorProto()
        tensor.name = freshName()
        tensor.dataType = elementType.rawValue
        tensor.dims = dimensions.map(Int64.init)
        tensor.rawData = .init(bytes)
        graph.initializer.append(tensor)
        return Value(name: tensor.name, elementType: elementType)
    }

    private func initializer(_ weight: ExternalTensor) -> Value {
        let file: Int
        if let known = weightFiles.firstIndex(of: weight.file) {
            file = known
        } else {
            file = weightFiles.count
            weightFiles.append(weight.file)
        }
        var tensor = Onnx_TensorProto()
        tensor.name = weight.name
        tensor.dataType = weight.elementType.rawValue
        tensor.dims = weight.dimensions.map(Int64.init)
        tensor.dataLocation = .external
        tensor.externalData = [
            Self.entry("location", Self.weightsLocation(file)), Self.entry("offset", String(weight.offset)),
            Self.entry("length", String(weight.byteCount)),
        ]
        graph.initializer.append(tensor)
        return Value(name: weight.name, elementType: weight.elementType)
    }

    private static func entry(_ key: String, _ value: String) -> Onnx_StringStringEntryProto {
        var entry = Onnx_StringStringEntryProto()
        entry.key = key
        entry.value = value
        return entry
    }

    private func description(
        of name: String, _ elementType: ElementType, _ axes: [Axis]
    ) -> Onnx_ValueInfoProto {
        var info = Onnx_ValueInfoProto()
        info.name = name
        info.type.tensorType.elemType = elementType.rawValue
        info.type.tensorType.shape.dim = axes.map { axis in
            var dimension = Onnx_TensorShapeProto.Dimension()
            switch axis {
            case .fixed(let size): dimension.dimValue = Int64(size)
            case .free(let name): dimension.dimParam = name
            }
            return dimension
        }
        return info
    }
}
