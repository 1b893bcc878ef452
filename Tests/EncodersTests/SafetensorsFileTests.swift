import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

@Suite("Safetensors files")
struct SafetensorsFileTests {
    @Test("finds every tensor where it stands")
    func wellFormed() throws {
        let folder = try TemporaryFolder()
        let header = """
            {"__metadata__": {"format": "pt"},
             "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
             "b": {"dtype": "BF16", "shape": [4], "data_offsets": [24, 32]},
             "c": {"dtype": "F16", "shape": [], "data_offsets": [32, 34]},
             "none": {"dtype": "I64", "shape": [0, 7], "data_offsets": [34, 34]}}
            """
        let path = try Self.write(header, dataBytes: 34, to: folder)
        let file = try SafetensorsFile(path: path)
        let start = 8 + header.utf8.count
        #expect(Set(file.tensors.keys) == ["a", "b", "c", "none"])
        #expect(
            try file.tensor("b")
                == ExternalTensor(
                    name: "b", elementType: .bf16, dimensions: [4], file: path, offset: start + 24, byteCount: 8))
        #expect(try file.tensor("c").dimensions == [] && file.tensor("c").byteCount == 2)
        let error = #expect(throws: NearestError.self) { try file.tensor("d") }
        #expect(error?.code == .brokenModel && error?.problem.contains("d") == true)
    }

    @Test(
        "refuses what contradicts itself, and says where",
        arguments: [
            (#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 9]}}"#, "shape needs 8"),
            (#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}"#, "impossible"),
            (#"{"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}"#, "impossible"),
            (#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0]}}"#, "impossible"),
            (#"{"a": {"dtype": "F32", "shape": [4611686018427387904, 16], "data_offsets": [0, 0]}}"#, "impossible"),
            (#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [-4, 4]}}"#, "impossible"),
            (#"{"a": {"dtype": "F4", "shape": [2], "data_offsets": [0, 8]}}"#, "unknown type F4"),
            (#"{"a": {"dtype": "F32", "shape": [25], "data_offsets": [0, 100]}}"#, "ends inside the tensor a"),
            (
                #"{"a": {"dtype": "U8", "shape": [6], "data_offsets": [0, 6]}, "#
                    + #""b": {"dtype": "U8", "shape": [6], "data_offsets": [5, 11]}}"#, "a and b overlap"
            ),
            (#"{"a": {"shape": [2], "data_offsets": [0, 8]}}"#, "header"),
            (
                #"{"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}, "#
                    + #""a": {"dtype": "U8", "shape": [1], "data_offsets": [1, 2]}}"#, "two tensors a"
            ),
            (#"{"a": "#, "header"), ("", "header"), ("[]", "header"),
        ])
    func malformed(header: String, words: String) throws {
        let folder = try TemporaryFolder()
        let path = try Self.write(header, dataBytes: 40, to: folder)
        let error = #expect(throws: NearestError.self) { try SafetensorsFile(path: path) }
        #expect(error?.code == .brokenModel && error?.subject == path)
        #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
    }

    @Test("refuses a file that was cut short anywhere")
    func truncated() throws {
        let folder = try TemporaryFolder()
        let whole = try Data(contentsOf: URL(fileURLWithPath: Fixtures.tinyModel + "/model.safetensors"))
        for count in [0, 1, 7, 8, 9, 100, whole.count / 2, whole.count - 1] {
            try folder.write(whole.prefix(count), to: "cut")
            #expect(throws: NearestError.self, "\(count) bytes") {
                try SafetensorsFile(path: folder.path + "/cut")
            }
        }
        try folder.write(whole, to: "cut")
        #expect(try SafetensorsFile(path: folder.path + "/cut").tensors.count == 37)
    }

    @Test("refuses a length that no header has")
    func hugeHeader() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data(repeating: 0xFF, count: 64), to: "huge")
        let error = #expect(throws: NearestError.self) { try SafetensorsFile(path: folder.path + "/huge") }
        #expect(error?.problem.contains("no safetensors file") == true)
    }

    @Test("reads the largest header that the format allows, and no larger one")
    func largestHeader() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/large"
        // Sparse, so that only its length is there.
        try folder.write(Data([0x01, 0xE1, 0xF5, 0x05, 0, 0, 0, 0]), to: "large")
        try #require(truncate(path, 200_000_000) == 0)
        let error = #expect(throws: NearestError.self) { try SafetensorsFile(path: path) }
        #expect(error?.problem.contains("claims 100000001 bytes") == true)
        try folder.write(Data([0x00, 0xE1, 0xF5, 0x05, 0, 0, 0, 0]), to: "large")
        try #require(truncate(path, 200_000_000) == 0)
        let other = #expect(throws: NearestError.self) { try SafetensorsFile(path: path) }
        #expect(other?.problem.contains("not the JSON") == true)
    }

    private static func write(_ header: String, dataBytes: Int, to folder: TemporaryFolder) throws -> String {
        let length = UInt64(header.utf8.count).littleEndian
        let prefix = withUnsafeBytes(of: length) { Data($0) }
        try folder.write(prefix + Data(header.utf8) + Data(count: dataBytes), to: "model.safetensors")
        return folder.path + "/model.safetensors"
    }
}
