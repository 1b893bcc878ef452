import Foundation
import NearestCore
import Testing

@testable import Inference

/// Small graphs against the arithmetic they stand for.
@Suite("Graphs", openVINOIsHere)
struct GraphTests {
    @Test("multiplies by a weight in place, whatever its type", arguments: [ElementType.f32, .f16, .bf16])
    func externalWeight(type: ElementType) throws {
        let folder = try TemporaryFolder()
        // Numbers that 16 bits hold exactly, behind a stretch that belongs to something else.
        let matrix: [Float] = [1, -2, 0.5, 4, 8, -0.25]
        let junk = Data(repeating: 0xFF, count: 40)
        try folder.write(junk + Self.bytes(matrix, as: type) + junk, to: "weights")
        let graph = OnnxGraph(name: "linear")
        let input = graph.input("x", .f32, ["rows", 3])
        let weight = ExternalTensor(
            name: "w", elementType: type, dimensions: [2, 3], file: folder.path + "/weights", offset: 40,
            byteCount: 6 * type.byteCount)
        graph.output(graph.linear(input, weight: graph.weight(weight), bias: nil), as: "y", ["rows", 2])

        let model = try folder.compile(graph)
        let output = try model.run([InputTensor("x", [2, 3], .float([1, 2, 3, -1, 0, 4]))], outputs: ["y"])
        #expect(output == [OutputTensor(dimensions: [2, 2], values: [-1.5, 19.25, 1, -5])])
    }

    @Test("computes every operator as its definition says")
    func operators() throws {
        let values: [Float] = [-3, -1, -0.5, 0, 0.5, 1, 2, 6]
        let graph = OnnxGraph(name: "operators")
        let x = graph.input("x", .f32, ["rows", 4])
        let ones = graph.constant([Float](repeating: 1, count: 4), [4])
        let zeros = graph.constant([Float](repeating: 0, count: 4), [4])
        graph.output(graph.gelu(x), as: "gelu", ["rows", 4])
        graph.output(graph.gelu(x, approximate: "tanh"), as: "gelu-tanh", ["rows", 4])
        graph.output(graph.softmax(x), as: "softmax", ["rows", 4])
        graph.output(
            graph.layerNormalization(x, scale: ones, bias: zeros, epsilon: 1e-12), as: "norm", ["rows", 4])
        graph.output(graph.euclideanNorm(x, axes: [1]), as: "length", ["rows"])
        graph.output(graph.maximum(of: x, axes: [1]), as: "maximum", ["rows"])
        graph.output(graph.slice(x, axis: 1, start: 1, end: 3), as: "slice", ["rows", 2])
        graph.output(graph.transpose(x, [1, 0]), as: "transpose", [4, "rows"])
        let names = ["gelu", "gelu-tanh", "softmax", "norm", "length", "maximum", "slice", "transpose"]

        let model = try TemporaryFolder().compile(graph)
        let outputs = try model.run([InputTensor("x", [2, 4], .float(values))], outputs: names)
        let rows = [Array(values[..<4]), Array(values[4...])]
        let expected: [[Double]] = [
            values.map { Double($0) * 0.5 * (1 + erf(Double($0) / 2.0.squareRoot())) },
            values.map {
                let x = Double($0)
                return x * 0.5 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
            },
            rows.flatMap { row in
                let powers = row.map { exp(Double($0)) }
                return powers.map { $0 / powers.reduce(0, +) }
            },
            rows.flatMap { row in
                let mean = row.map(Double.init).reduce(0, +) / 4
                let variance = row.map { (Double($0) - mean) * (Double($0) - mean) }.reduce(0, +) / 4
                return row.map { (Double($0) - mean) / variance.squareRoot() }
            },
            rows.map { $0.map { Double($0 * $0) }.reduce(0, +).squareRoot() },
            rows.map { Double($0.max() ?? 0) },
            [-1, -0.5, 1, 2],
            (0..<4).flatMap { column in rows.map { Double($0[column]) } },
        ]
        for (name, (output, want)) in zip(names, zip(outputs, expected)) {
            #expect(output.values.count == want.count, "\(name)")
            for (got, want) in zip(output.values, want) { #expect(abs(Double(got) - want) < 1e-5, "\(name)") }
        }
    }

    @Test("gives the same bytes for the same graph")
    func deterministic() throws {
        #expect(try Self.sum(1).serialized() == Self.sum(1).serialized())
        #expect(try Self.sum(1).serialized() != Self.sum(2).serialized())
    }

    @Test("keeps the compiled form, and needs no weights to take it from there")
    func compiledForm() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.bytes([3, 4], as: .f32), to: "weights")
        let graph = OnnxGraph(name: "kept")
        let weight = ExternalTensor(
            name: "w", elementType: .f32, dimensions: [2], file: folder.path + "/weights", offset: 0, byteCount: 8)
        graph.output(graph.add(graph.input("x", .f32, ["rows", 2]), graph.weight(weight)), as: "y", ["rows", 2])
        let input = InputTensor("x", [1, 2], .float([1, 1]))
        let first = try folder.compile(graph).run([input], outputs: ["y"])

        let entries = Disk.names(in: folder.path + "/cache")
        #expect(entries.count == 1)
        let files = Disk.names(in: "\(folder.path)/cache/\(entries[0])")
        #expect(files.contains { $0.hasSuffix(".blob") } && !files.contains("weights-0"))
        #expect(try folder.compile(graph).run([input], outputs: ["y"]) == first)
        #expect(first[0].values == [4, 5])
    }

    @Test("compiles again when the compiled form is damaged")
    func damagedForm() throws {
        let folder = try TemporaryFolder()
        let input = InputTensor("x", [1], .float([1]))
        _ = try folder.compile(Self.sum(5))
        let entry = folder.path + "/cache/" + (Disk.names(in: folder.path + "/cache").first ?? "")
        for name in Disk.names(in: entry) where name.hasSuffix(".blob") {
            try Disk.writeAtomically(Array("no compiled form".utf8), to: "\(entry)/\(name)")
        }
        #expect(try folder.compile(Self.sum(5)).run([input], outputs: ["y"])[0].values == [6])
    }

    @Test("forgets compiled forms whose weights have changed")
    func staleForms() throws {
        let folder = try TemporaryFolder()
        let weight = ExternalTensor(
            name: "w", elementType: .f32, dimensions: [1], file: folder.path + "/weights", offset: 0, byteCount: 4)
        for value: Float in [1, 2, 3] {
            try folder.write(Self.bytes([value], as: .f32) + Data(count: Int(value)), to: "weights")
            let graph = OnnxGraph(name: "stale")
            graph.output(graph.add(graph.input("x", .f32, [1]), graph.weight(weight)), as: "y", [1])
            let output = try folder.compile(graph).run([InputTensor("x", [1], .float([1]))], outputs: ["y"])
            #expect(output[0].values == [1 + value])
            #expect(Disk.names(in: folder.path + "/cache").count == 1)
        }
    }

    @Test("says OpenVINO's reason and the model's name when a graph is refused")
    func refused() throws {
        let graph = OnnxGraph(name: "wrong")
        let x = graph.input("x", .f32, ["rows", 3])
        graph.output(graph.node("NoSuchOperator", [x]), as: "y", ["rows", 3])
        let folder = try TemporaryFolder()
        let error = #expect(throws: NearestError.self) { try folder.compile(graph) }
        #expect(error?.code == .inference && error?.subject == "test")
        #expect(error?.problem.contains("NoSuchOperator") == true)
    }

    @Test("says when an input has the wrong shape")
    func wrongShape() throws {
        let model = try TemporaryFolder().compile(Self.sum(1))
        #expect(throws: NearestError.self) {
            try model.run([InputTensor("x", [2], .float([1, 2]))], outputs: ["y"])
        }
        // The next run is not harmed.
        #expect(try model.run([InputTensor("x", [1], .float([1]))], outputs: ["y"])[0].values == [2])
    }

    static func sum(_ value: Float) -> OnnxGraph {
        let graph = OnnxGraph(name: "sum")
        graph.output(graph.add(graph.input("x", .f32, [1]), graph.scalar(value)), as: "y", [1])
        return graph
    }

    static func bytes(_ values: [Float], as type: ElementType) -> Data {
        values.reduce(into: Data()) { data, value in
            switch type {
            case .f16: withUnsafeBytes(of: Float16(value).bitPattern.littleEndian) { data.append(contentsOf: $0) }
            case .bf16:
                withUnsafeBytes(of: UInt16(value.bitPattern >> 16).littleEndian) { data.append(contentsOf: $0) }
            default: withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
        }
    }
}

extension TemporaryFolder {
    func compile(_ graph: OnnxGraph) throws -> CompiledModel {
        try CompiledModel(graph, name: "test", precision: .f32, cache: GraphCache(folder: path + "/cache"))
    }
}

/// Tests that run a network are skipped, saying so, where the library is not.
private let openVINOIsHere: ConditionTrait = .enabled(
    if: OpenVINO.isInstalled, "OpenVINO is not on this machine; scripts/bootstrap installs it")
