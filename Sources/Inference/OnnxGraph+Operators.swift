/// The operators that architectures are written in. Shapes broadcast as NumPy's do.
extension OnnxGraph {
    package func add(_ left: Value, _ right: Value) -> Value { node("Add", [left, right]) }
    package func subtract(_ left: Value, _ right: Value) -> Value { node("Sub", [left, right]) }
    package func multiply(_ left: Value, _ right: Value) -> Value { node("Mul", [left, right]) }
    package func divide(_ left: Value, _ right: Value) -> Value { node("Div", [left, right]) }
    package func maximum(_ left: Value, _ right: Value) -> Value { node("Max", [left, right]) }
    package func squareRoot(_ value: Value) -> Value { node("Sqrt", [value]) }
    package func tanh(_ value: Value) -> Value { node("Tanh", [value]) }

    /// The product of the last two axes; the axes before them broadcast.
    package func matMul(_ left: Value, _ right: Value) -> Value { node("MatMul", [left, right]) }

    package func cast(_ value: Value, to elementType: ElementType) -> Value {
        node("Cast", [value], ["to": .int(Int(elementType.rawValue))], elementType: elementType)
    }

    /// Rows of `table` (rows × width) by number: the shape of `indices` × width.
    package func gather(_ table: Value, _ indices: Value, axis: Int = 0) -> Value {
        node("Gather", [table, indices], ["axis": .int(axis)])
    }

    package func transpose(_ value: Value, _ permutation: [Int]) -> Value {
        node("Transpose", [value], ["perm": .ints(permutation)])
    }

    /// A size of 0 keeps the input's; one size of -1 follows from the rest.
    package func reshape(_ value: Value, _ sizes: [Int]) -> Value {
        node("Reshape", [value, constant(sizes.map(Int64.init), [sizes.count])])
    }

    package func unsqueeze(_ value: Value, axes: [Int]) -> Value {
        node("Unsqueeze", [value, constant(axes.map(Int64.init), [axes.count])])
    }

    package func squeeze(_ value: Value, axes: [Int]) -> Value {
        node("Squeeze", [value, constant(axes.map(Int64.init), [axes.count])])
    }

    /// `value` repeated along axes of size 1 until it has the sizes that `shape`, a row of integers, says.
    package func expand(_ value: Value, to shape: Value) -> Value { node("Expand", [value, shape]) }

    /// `value` from `start` up to, but without, `end` along one axis.
    package func slice(_ value: Value, axis: Int, start: Int, end: Int) -> Value {
        let bounds = [start, end, axis].map { constant([Int64($0)], [1]) }
        return node("Slice", [value] + bounds)
    }

    package func softmax(_ value: Value, axis: Int = -1) -> Value {
        node("Softmax", [value], ["axis": .int(axis)])
    }

    package func sum(_ value: Value, axes: [Int], keepingAxes: Bool = false) -> Value {
        reduce("ReduceSum", value, axes, keepingAxes)
    }

    package func maximum(of value: Value, axes: [Int], keepingAxes: Bool = false) -> Value {
        reduce("ReduceMax", value, axes, keepingAxes)
    }

    /// Each value plus all before it along an axis, or plus all behind it.
    package func runningSum(_ value: Value, axis: Int, fromTheEnd: Bool = false) -> Value {
        node("CumSum", [value, constant([Int64(axis)], [])], ["reverse": .int(fromTheEnd ? 1 : 0)])
    }

    /// The Euclidean length along `axes`.
    package func euclideanNorm(_ value: Value, axes: [Int], keepingAxes: Bool = false) -> Value {
        reduce("ReduceL2", value, axes, keepingAxes)
    }

    /// The sizes of a value's axes, as one row of integers.
    package func shape(of value: Value) -> Value {
        node("Shape", [value], elementType: .i64)
    }

    /// Zero mean and unit variance along the last axis, then scale and shift.
    /// Ba, Kiros and Hinton, "Layer Normalization", arXiv:1607.06450.
    package func layerNormalization(_ value: Value, scale: Value, bias: Value, epsilon: Float) -> Value {
        node("LayerNormalization", [value, scale, bias], ["axis": .int(-1), "epsilon": .float(epsilon)])
    }

    /// x·Φ(x), with the normal distribution's Φ exact (`approximate` "none") or by its tanh formula ("tanh").
    /// Hendrycks and Gimpel, "Gaussian Error Linear Units", arXiv:1606.08415.
    package func gelu(_ value: Value, approximate: String = "none") -> Value {
        node("Gelu", [value], ["approximate": .string(approximate)])
    }

    package func relu(_ value: Value) -> Value { node("Relu", [value]) }

    package func sigmoid(_ value: Value) -> Value { node("Sigmoid", [value]) }

    /// One number that broadcasts against anything.
    package func scalar(_ value: Float) -> Value { constant([value], []) }

    /// `value` × transposed `weight` + `bias`, with the weight stored as PyTorch stores it: outputs × inputs.
    package func linear(_ value: Value, weight: Value, bias: Value?) -> Value {
        let product = matMul(value, transpose(weight, [1, 0]))
        return bias.map { add(product, $0) } ?? product
    }

    private func reduce(_ operation: String, _ value: Value, _ axes: [Int], _ keepingAxes: Bool) -> Value {
        let axes = constant(axes.map(Int64.init), [axes.count])
        return node(operation, [value, axes], ["keepdims": .int(keepingAxes ? 1 : 0)])
    }
}
