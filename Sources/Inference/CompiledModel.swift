import COpenVINO
import Glibc
import NearestCore
import Synchronization

/// A network ready to run.
///
/// Runs block for as long as the network computes, so they belong on a thread of their own. Several threads may
/// run one model at the same time; each gets its own request.
package final class CompiledModel: Sendable {
    /// What the runs of a model are tuned for.
    package enum Tuning: Sendable {
        /// One run at a time gets all processors.
        case latency
        /// As many runs at a time as `concurrentRuns` says, each on few processors: more in all, since nothing
        /// waits for the slowest part of a run.
        case throughput
    }

    /// OpenVINO's compiled model.
    ///
    /// `@unchecked Sendable` because the pointer never changes, and OpenVINO creates requests from several
    /// threads safely.
    final class Handle: @unchecked Sendable {
        let pointer: OpaquePointer
        /// What errors call the model.
        let name: String

        init(pointer: OpaquePointer, name: String) {
            self.pointer = pointer
            self.name = name
        }

        deinit {
            cov_compiled_free(pointer)
        }

        /// A property as OpenVINO prints it.
        func property(_ key: String) throws -> String {
            var value: UnsafeMutablePointer<CChar>?
            try OpenVINO.check(cov_compiled_property(pointer, key, &value), name)
            guard let value else { return "" }
            defer { cov_string_free(value) }
            return String(cString: value)
        }

        func ports(areOutputs: Bool) throws -> [NetworkPort] {
            var count = 0
            try OpenVINO.check(cov_compiled_port_count(pointer, areOutputs ? 1 : 0, &count), name)
            return try (0..<count).map { try port(.position($0), isOutput: areOutputs) }
        }

        func port(_ reference: PortReference, isOutput: Bool) throws -> NetworkPort {
            var port = cov_port()
            try reference.withName { name, position in
                try OpenVINO.check(cov_compiled_port(pointer, isOutput ? 1 : 0, name, position, &port), self.name)
            }
            defer { cov_string_free(port.name) }
            return NetworkPort(port)
        }
    }

    /// How many runs at the same time keep all processors busy; more are right, and wait for each other.
    package let concurrentRuns: Int

    private let handle: Handle
    private let idle = Mutex<[InferenceRequest]>([])

    /// Compiles a graph built here, or takes it from the cache of compiled models.
    ///
    /// - Parameters:
    ///   - name: what errors call the model.
    ///   - cache: where the graph and its compiled form are kept; read by later processes.
    /// - Throws: `NearestError(.inference)` when the library is missing or refuses the graph, `.brokenModel` for
    ///   weights that are not finite.
    package convenience init(
        _ graph: OnnxGraph, name: String, precision: Precision, tuning: Tuning = .latency,
        cache: GraphCache = .standard
    ) throws {
        // How a model is run does not change its compiled form; the arithmetic does.
        let entry = try cache.entry(for: graph, settings: precision.rawValue)
        // Activations swallow numbers that are none, so a look at the outputs would come too late. A compiled form was
        // made of good ones.
        if !entry.isCompiled { try graph.checkWeights() }
        let settings = Self.settings(precision, tuning)
        try self.init(Self.compile(entry, name, settings))
    }

    /// Compiles a network's file as OpenVINO reads them: ONNX, OpenVINO IR or TensorFlow Lite.
    ///
    /// - Parameters:
    ///   - companions: the files of weights that belong to it, for telling whether a compiled form is still right.
    ///   - cache: where the compiled form is kept; nil for nowhere.
    /// - Throws: `NearestError(.inference)` when the library is missing or refuses the network.
    package convenience init(
        file: String, companions: [String] = [], name: String, precision: Precision, tuning: Tuning = .latency,
        cache: GraphCache?
    ) throws {
        let settings = Self.settings(precision, tuning)
        guard let cache else {
            try self.init(Self.compile(file, name, settings, cacheFolder: nil))
            return
        }
        let entry = try cache.entry(forNetwork: file, companions: companions, settings: precision.rawValue)
        try self.init(Self.compile(entry, name, settings))
    }

    private init(_ handle: Handle) throws {
        self.handle = handle
        concurrentRuns = max(1, Int(try handle.property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")) ?? 1)
    }

    /// Runs the network once.
    ///
    /// - Parameter outputs: the names of the outputs that are wanted.
    /// - Returns: one tensor a name, in the names' order.
    package func run(_ inputs: [InputTensor], outputs: [String]) throws -> [OutputTensor] {
        try run(inputs, outputs: outputs.map { .name($0) })
    }

    /// Runs the network once.
    ///
    /// - Parameter outputs: those that are wanted; whatever numbers they hold come back as 32-bit floats.
    /// - Returns: one tensor an output, in the order in which they were asked for.
    package func run(_ inputs: [InputTensor], outputs: [PortReference]) throws -> [OutputTensor] {
        let request = try idle.withLock { $0.popLast() } ?? InferenceRequest(handle)
        let results = try request.run(inputs, outputs: outputs)
        // A request whose run failed is not used again.
        idle.withLock { $0.append(request) }
        return results
    }

    /// What goes into the network, in its own order.
    package func inputs() throws -> [NetworkPort] { try handle.ports(areOutputs: false) }

    /// What comes out of the network, in its own order.
    package func outputs() throws -> [NetworkPort] { try handle.ports(areOutputs: true) }

    /// The input that is meant; nil where the network has none of that name or position.
    package func input(_ reference: PortReference) -> NetworkPort? {
        try? handle.port(reference, isOutput: false)
    }

    /// The output that is meant; nil where the network has none of that name or position.
    package func output(_ reference: PortReference) -> NetworkPort? {
        try? handle.port(reference, isOutput: true)
    }

    private static func settings(
        _ precision: Precision, _ tuning: Tuning
    ) -> [(key: String, value: String)] {
        [
            (key: "INFERENCE_PRECISION_HINT", value: precision.rawValue),
            (key: "PERFORMANCE_HINT", value: tuning == .latency ? "LATENCY" : "THROUGHPUT"),
            (key: "ENABLE_MMAP", value: "YES"),
            // A pinned thread stands still while something else runs on its processor, and all others of the
            // run wait for it.
            (key: "ENABLE_CPU_PINNING", value: "NO"),
        ]
    }

    private static func compile(
        _ entry: GraphCacheEntry, _ name: String, _ settings: [(key: String, value: String)]
    ) throws -> Handle {
        func compile() throws -> Handle {
            try Self.compile(entry.graphFile, name, settings, cacheFolder: entry.folder)
        }
        if entry.isCompiled, let handle = try? compile() { return handle }
        return try entry.withWeights(compile)
    }

    private static func compile(
        _ file: String, _ name: String, _ settings: [(key: String, value: String)], cacheFolder: String?
    ) throws -> Handle {
        let core = try InferenceCore.shared()
        let settings = settings + (cacheFolder.map { [(key: "CACHE_DIR", value: $0)] } ?? [])
        var pointer: OpaquePointer?
        let status = withStrings(settings.map(\.key)) { keys in
            withStrings(settings.map(\.value)) { values in
                cov_compile(core.handle, file, "CPU", settings.count, keys, values, &pointer)
            }
        }
        try OpenVINO.check(status, name)
        guard let pointer else { throw NearestError(.inference, name, "no compiled model came back") }
        return Handle(pointer: pointer, name: name)
    }
}

/// Calls `body` with the strings as C has them: an array of pointers to zero-terminated bytes.
private func withStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { UnsafePointer($0) }
    return pointers.withUnsafeBufferPointer { buffer in
        // An empty array may have no address; nobody reads it then.
        buffer.baseAddress.map(body) ?? withUnsafePointer(to: nil) { body($0) }
    }
}
