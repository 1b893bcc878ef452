import COpenVINO
import NearestCore

/// One run at a time of a compiled network, with the memory that a run needs.
///
/// `@unchecked Sendable` because `CompiledModel` lends a request to one thread at a time.
final class InferenceRequest: @unchecked Sendable {
    private let handle: OpaquePointer
    // What the handle points into must not go before it does.
    private let model: CompiledModel.Handle

    init(_ model: CompiledModel.Handle) throws {
        var handle: OpaquePointer?
        try OpenVINO.check(cov_request_create(model.pointer, &handle), model.name)
        guard let handle else { throw NearestError(.inference, model.name, "no request came back") }
        self.handle = handle
        self.model = model
    }

    deinit {
        cov_request_free(handle)
    }

    func run(_ inputs: [InputTensor], outputs: [String]) throws -> [OutputTensor] {
        try withInputs(inputs[...]) {
            try OpenVINO.check(cov_request_infer(handle), model.name)
        }
        return try outputs.map(output)
    }

    /// Calls `body` with every input set; the arrays' memory stays in place until it returns.
    private func withInputs(_ inputs: ArraySlice<InputTensor>, _ body: () throws -> Void) throws {
        guard let input = inputs.first else { return try body() }
        func proceed(_ data: UnsafeRawBufferPointer, _ element: cov_element) throws {
            let dimensions = input.dimensions.map(Int64.init)
            // An empty array has no address, and OpenVINO wants one even for no values.
            let address = data.baseAddress ?? UnsafeRawPointer(bitPattern: 64)
            try OpenVINO.check(
                cov_request_set_input(
                    handle, input.name, element, Int64(dimensions.count), dimensions, address), model.name)
            try withInputs(inputs.dropFirst(), body)
        }
        switch input.numbers {
        case .int64(let values): try values.withUnsafeBytes { try proceed($0, COV_I64) }
        case .float(let values): try values.withUnsafeBytes { try proceed($0, COV_F32) }
        case .uint8(let values): try values.withUnsafeBytes { try proceed($0, COV_U8) }
        }
    }

    private func output(_ name: String) throws -> OutputTensor {
        var tensor: OpaquePointer?
        try OpenVINO.check(cov_request_output(handle, name, &tensor), model.name)
        guard let tensor else { throw NearestError(.inference, model.name, "no output \(name) came back") }
        defer { cov_tensor_free(tensor) }

        var dimensions = [Int64](repeating: 0, count: 8)
        var rank: Int64 = 0
        try OpenVINO.check(
            cov_tensor_shape(tensor, &dimensions, Int64(dimensions.count), &rank), model.name)
        var address: UnsafePointer<Float>?
        var count = 0
        try OpenVINO.check(cov_tensor_floats(tensor, &address, &count), model.name)
        return OutputTensor(
            dimensions: dimensions.prefix(Int(rank)).map { Int($0) },
            values: Array(UnsafeBufferPointer(start: address, count: count)))
    }
}
