/// The operators that networks for pictures add. Pictures are batch × channels × height × width.
extension OnnxGraph {
    /// - Parameter weight: outputs × inputs × height × width, as PyTorch stores it.
    package func convolution(
        _ value: Value, weight: Value, bias: Value? = nil, stride: Int = 1, padding: Int = 0
    ) -> Value {
        node(
            "Conv", [value, weight] + (bias.map { [$0] } ?? []),
            ["strides": .ints([stride, stride]), "pads": .ints([padding, padding, padding, padding])])
    }

    /// Ioffe and Szegedy, "Batch Normalization", arXiv:1502.03167, with the statistics of training.
    package func batchNormalization(
        _ value: Value, scale: Value, bias: Value, mean: Value, variance: Value, epsilon: Float
    ) -> Value {
        node("BatchNormalization", [value, scale, bias, mean, variance], ["epsilon": .float(epsilon)])
    }

    /// The largest value of each window; what lies outside counts for nothing.
    package func maximumPool(_ value: Value, size: Int, stride: Int, padding: Int) -> Value {
        node(
            "MaxPool", [value],
            [
                "kernel_shape": .ints([size, size]), "strides": .ints([stride, stride]),
                "pads": .ints([padding, padding, padding, padding]),
            ])
    }

    package func mean(_ value: Value, axes: [Int], keepingAxes: Bool = false) -> Value {
        let axes = constant(axes.map(Int64.init), [axes.count])
        return node("ReduceMean", [value, axes], ["keepdims": .int(keepingAxes ? 1 : 0)])
    }

    package func concatenate(_ values: [Value], axis: Int) -> Value {
        node("Concat", values, ["axis": .int(axis)])
    }

    /// Adds one row of zeros in front: batch × rows × width becomes batch × (rows + 1) × width.
    package func withLeadingRow(_ value: Value) -> Value {
        node("Pad", [value, constant([Int64(0), 1, 0, 0, 0, 0], [6])], ["mode": .string("constant")])
    }

    /// Resizes 1 × channels × height × width by Keys' cubic convolution with a = -0.75, as PyTorch's `interpolate`
    /// does without aligned corners.
    package func cubicResize(_ value: Value, channels: Int, height: Int, width: Int) -> Value {
        let sizes = constant([1, Int64(channels), Int64(height), Int64(width)], [4])
        // The second and third inputs, region and scales, are left out.
        let absent = Value(name: "", elementType: .f32)
        return node(
            "Resize", [value, absent, absent, sizes],
            [
                "mode": .string("cubic"), "cubic_coeff_a": .float(-0.75),
                "coordinate_transformation_mode": .string("half_pixel"),
            ])
    }
}
