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

    func run(_ inputs: [InputTensor], outputs: [PortReference]) throws -> [OutputTensor] {
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
            try input.port.withName { name, position in
                try OpenVINO.check(
                    cov_request_set_input(
                        handle, name, position, element, Int64(dimensions.count), dimensions, address), model.name)
            }
            try withInputs(inputs.dropFirst(), body)
        }
        switch input.numbers {
        case .int64(let values): try values.withUnsafeBytes { try proceed($0, COV_I64) }
        case .float(let values): try values.withUnsafeBytes { try proceed($0, COV_F32) }
        case .uint8(let values): try values.withUnsafeBytes { try proceed($0, COV_U8) }
        case .int32(let values): try values.withUnsafeBytes { try proceed($0, COV_I32) }
        case .half(let values): try values.withUnsafeBytes { try proceed($0, COV_F16) }
        case .int8(let values): try values.withUnsafeBytes { try proceed($0, COV_I8) }
        }
    }

    private func output(_ port: PortReference) throws -> OutputTensor {
        var tensor: OpaquePointer?
        try port.withName { name, position in
            try OpenVINO.check(cov_request_output(handle, name, position, &tensor), model.name)
        }
        guard let tensor else { throw NearestError(.inference, model.name, "no output \(port) came back") }
        defer { cov_tensor_free(tensor) }

        var dimensions = [Int64](repeating: 0, count: Int(COV_LARGEST_RANK))
        var rank: Int64 = 0
        try OpenVINO.check(
            cov_tensor_shape(tensor, &dimensions, Int64(dimensions.count), &rank), model.name)
        return OutputTensor(
            dimensions: dimensions.prefix(Int(rank)).map { Int($0) }, values: try values(of: tensor, port))
    }

    /// A tensor's numbers as 32-bit floats, whatever they are in the network.
    private func values(of tensor: OpaquePointer, _ port: PortReference) throws -> [Float] {
        var address: UnsafeRawPointer?
        var element = COV_OTHER
        var count = 0
        try OpenVINO.check(cov_tensor_values(tensor, &element, &address, &count), model.name)
        func numbers<Number>(_ type: Number.Type) -> UnsafeBufferPointer<Number> {
            UnsafeBufferPointer(start: address?.assumingMemoryBound(to: type), count: address == nil ? 0 : count)
        }
        switch element {
        case COV_F32: return Array(numbers(Float.self))
        case COV_F16: return numbers(Float16.self).map(Float.init)
        case COV_BF16: return numbers(UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
        case COV_F64: return numbers(Double.self).map { Float($0) }
        case COV_U8, COV_BOOL: return numbers(UInt8.self).map { Float($0) }
        case COV_I8: return numbers(Int8.self).map { Float($0) }
        case COV_I32: return numbers(Int32.self).map { Float($0) }
        case COV_I64: return numbers(Int64.self).map { Float($0) }
        default:
            throw NearestError(.inference, model.name, "its output \(port) holds no numbers of a type known here")
        }
    }
}

extension PortReference {
    /// Calls `body` with the name, or with nil and the position, as the C interface has it.
    func withName<Result>(_ body: (UnsafePointer<CChar>?, Int) throws -> Result) rethrows -> Result {
        switch self {
        case .name(let name): try name.withCString { try body($0, 0) }
        case .position(let position): try body(nil, position)
        }
    }
}
