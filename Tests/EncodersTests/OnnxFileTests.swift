import Foundation
import NearestCore
import Testing

@testable import Encoders

/// Where an ONNX file may refer to weights: every message that can hold a tensor.
@Suite("Weights beside ONNX files")
struct OnnxFileTests {
    /// A field of protobuf that holds bytes.
    private static func field(_ number: Int, _ content: Data) -> Data {
        func varint(_ value: Int) -> Data {
            var (rest, bytes) = (value, Data())
            while rest >= 0x80 {
                bytes.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            return bytes + [UInt8(rest)]
        }
        return varint(number << 3 | 2) + varint(content.count) + content
    }

    /// A tensor's external data, in the fields that lead to it from the top of the file.
    private static func file(_ path: [Int], _ location: String) throws -> TemporaryFolder {
        var content = field(13, field(1, Data("location".utf8)) + field(2, Data(location.utf8)))
        for number in path.reversed() { content = field(number, content) }
        let folder = try TemporaryFolder()
        try folder.write(content, to: "model.onnx")
        return folder
    }

    @Test(
        "finds them in graphs, sparse tensors, functions and training",
        arguments: [
            [7, 5], [7, 15, 1], [7, 15, 2], [7, 1, 5, 5], [7, 1, 5, 10], [7, 1, 5, 22, 1], [7, 1, 5, 23, 2],
            [7, 1, 5, 6, 5], [25, 7, 5, 5], [25, 11, 5], [20, 1, 5], [20, 2, 15, 1],
        ])
    func places(path: [Int]) throws {
        let good = try Self.file(path, "weights/all.data")
        #expect(try OnnxFile(path: good.path + "/model.onnx").locations == ["weights/all.data"])
        let bad = try Self.file(path, "../all.data")
        let error = #expect(throws: NearestError.self) { try OnnxFile(path: bad.path + "/model.onnx") }
        #expect(error?.code == .brokenModel && error?.problem.contains("outside of its folder") == true)
    }
}
