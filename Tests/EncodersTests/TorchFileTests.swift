import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// Files that `torch.save` wrote, and files that only look like one.
@Suite("PyTorch's files")
struct TorchFileTests {
    static func path(_ name: String) -> String { VisionFixtures.folder("torch-files/" + name) }

    /// A tensor's bytes, where the file says that they lie.
    static func bytes(_ tensor: ExternalTensor) throws -> [UInt8] {
        try RandomAccessFile(path: tensor.file).read(tensor.offset, tensor.byteCount)
    }

    @Test("finds every kind of tensor where its numbers lie")
    func kinds() throws {
        let tensors = try TorchFile(path: Self.path("kinds.pth")).tensors
        #expect(tensors.keys.sorted() == ["a", "b", "c", "d"])
        let first = try #require(tensors["a"])
        #expect(first.elementType == .f32 && first.dimensions == [2, 3])
        #expect(ImageProcessorTests.floats(Data(try Self.bytes(first))) == [0, 1, 2, 3, 4, 5])
        let half = try #require(tensors["b"])
        #expect(half.elementType == .f16 && half.dimensions == [3])
        #expect(try Self.bytes(half) == [0, 0x40, 0, 0x42, 0, 0x44])
        let scalar = try #require(tensors["c"])
        #expect(scalar.elementType == .i64 && scalar.dimensions == [])
        #expect(try Self.bytes(scalar) == [7, 0, 0, 0, 0, 0, 0, 0])
        let brain = try #require(tensors["d"])
        #expect(brain.elementType == .bf16)
        #expect(try Self.bytes(brain) == [0, 0, 0x80, 0x3F, 0, 0x40, 0x40, 0x40])
    }

    @Test("looks into a training script's checkpoint")
    func checkpoint() throws {
        let tensors = try TorchFile(path: Self.path("checkpoint.pth")).tensors
        #expect(tensors.keys.sorted() == ["w"])
        let tensor = try #require(tensors["w"])
        #expect(ImageProcessorTests.floats(Data(try Self.bytes(tensor))) == [1, 1, 1, 1])
    }

    @Test(
        "refuses what it cannot describe, naming the file",
        arguments: [
            ("transposed.pth", "row by row"), ("old.pth", "before 2020"), ("code.pth", "asks for code"),
        ])
    func refused(name: String, words: String) {
        let error = #expect(throws: NearestError.self) { try TorchFile(path: Self.path(name)) }
        #expect(error?.code == .brokenModel && error?.subject == Self.path(name))
        #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
    }

    @Test("says how to mend the old format")
    func remedy() {
        let error = #expect(throws: NearestError.self) { try TorchFile(path: Self.path("old.pth")) }
        #expect(error?.remedy?.contains("torch.save") == true)
    }

    @Test("never traps on damaged files")
    func damaged() throws {
        var generator = SplitMix64(seed: 8)
        let whole = try Data(contentsOf: URL(fileURLWithPath: Self.path("kinds.pth")))
        let folder = try TemporaryFolder()
        for round in 0..<600 {
            var bytes = whole
            if round % 3 == 0 { bytes = bytes.prefix(Int.random(in: 0..<whole.count, using: &generator)) }
            for _ in 0..<(round % 7) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            try folder.write(bytes, to: "x.pth")
            do {
                for tensor in try TorchFile(path: folder.path + "/x.pth").tensors.values {
                    #expect(tensor.offset + tensor.byteCount <= bytes.count)
                }
            } catch let error as NearestError {
                #expect(error.code == .brokenModel)
            }
        }
    }
}
