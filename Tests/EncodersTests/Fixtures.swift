import Foundation
import Inference
import Testing

@testable import Encoders

/// What `scripts/make-encoder-fixtures` made, and what of the real thing is on this machine.
enum Fixtures {
    static let tinyModel = path("tiny-bert")

    static func path(_ name: String) -> String {
        Bundle.module.resourceURL?.appendingPathComponent("Fixtures/\(name)").path ?? "Fixtures/\(name)"
    }

    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path(name)))
    }

    /// Rows of little-endian 32-bit floats.
    static func vectors(_ name: String, dimensions: Int) throws -> [[Float]] {
        let data = try data(name)
        return stride(from: 0, to: data.count, by: dimensions * 4).map { start in
            (0..<dimensions).map { column in
                let bytes = data.dropFirst(start + column * 4).prefix(4)
                return Float(bitPattern: bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
            }
        }
    }

    static func cosine(_ left: some Collection<Float>, _ right: some Collection<Float>) -> Double {
        var product = 0.0
        var (leftSquare, rightSquare) = (0.0, 0.0)
        for (a, b) in zip(left, right) {
            product += Double(a) * Double(b)
            leftSquare += Double(a) * Double(a)
            rightSquare += Double(b) * Double(b)
        }
        return product / (leftSquare * rightSquare).squareRoot()
    }

    static func largestDifference(_ left: some Collection<Float>, _ right: some Collection<Float>) -> Float {
        zip(left, right).map { abs($0 - $1) }.max() ?? 0
    }
}

/// Tests that run a network are skipped, saying so, where the library is not.
let openVINOIsHere: ConditionTrait = .enabled(
    if: OpenVINO.isInstalled, "OpenVINO is not on this machine; scripts/bootstrap installs it")
