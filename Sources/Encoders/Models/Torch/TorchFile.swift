import Inference
import NearestCore

/// The tensors in a file that `torch.save` wrote: where they lie, as networks refer to them in place.
///
/// Since 2020 such a file is a zip archive whose parts are stored as they are:
///
///     NAME/data.pkl        a pickle that describes the tensors; read by `PickleReader`, never run
///     NAME/data/0, 1, …    the numbers
///     NAME/byteorder       "little" or "big", in newer files
struct TorchFile {
    let path: String
    /// Every tensor by name.
    let tensors: [String: ExternalTensor]

    /// A description of tensors is small, whatever their number.
    private static let largestPickle = 64 << 20

    /// - Throws: `NearestError(.brokenModel)` that names the file and what is wrong with it.
    init(path: String) throws {
        self.path = path
        let file = try RandomAccessFile(path: path)
        try Self.checkFormat(file)
        let parts = try ZipDirectory(file).entries
        guard let pickle = parts.keys.filter({ $0.hasSuffix("/data.pkl") }).min(), let table = parts[pickle],
            table.byteCount <= Self.largestPickle
        else { throw Self.broken(path, "the archive has no table of contents (data.pkl)") }
        let root = pickle.dropLast("data.pkl".count)
        if let order = parts[root + "byteorder"], order.byteCount == 3 {
            throw Self.broken(path, "its numbers are in the order of another kind of machine")
        }
        do {
            let value = try PickleReader.read(file.read(table.offset, table.byteCount))
            var tensors: [String: ExternalTensor] = [:]
            for (name, tensor) in Self.stateDictionary(value) {
                tensors[name] = try Self.describe(tensor, name, parts, root: String(root), path)
            }
            self.tensors = tensors
        } catch let failure as PickleReader.Failure {
            throw Self.broken(path, failure.problem)
        }
        guard !tensors.isEmpty else { throw Self.broken(path, "it holds no dictionary of tensors") }
    }

    private static func checkFormat(_ file: RandomAccessFile) throws {
        let start = try file.read(0, min(4, file.byteCount))
        if start.starts(with: [0x50, 0x4B]) { return }
        guard start.first == 0x80 else { throw broken(file.path, "it is no file of PyTorch") }
        throw NearestError(
            .brokenModel, file.path, "it is in PyTorch's format of before 2020, which only running code can read",
            remedy: "Write it anew, in Python: torch.save(torch.load(PATH, weights_only=True), PATH).")
    }

    /// The tensors of the dictionary itself, or of the one that training scripts put under a name in it.
    private static func stateDictionary(_ value: PickleValue) -> [(String, PickleTensor)] {
        guard case .dictionary(let dictionary) = value else { return [] }
        let tensors = dictionary.pairs.compactMap { pair -> (String, PickleTensor)? in
            guard case .text(let name) = pair.key, case .tensor(let tensor) = pair.value else { return nil }
            return (name, tensor)
        }
        if !tensors.isEmpty { return tensors }
        for pair in dictionary.pairs {
            if case .text(let name) = pair.key, ["state_dict", "model"].contains(name),
                case .dictionary = pair.value
            {
                return stateDictionary(pair.value)
            }
        }
        return []
    }

    private static func describe(
        _ tensor: PickleTensor, _ name: String, _ parts: [String: ZipDirectory.Entry], root: String, _ path: String
    ) throws -> ExternalTensor {
        guard let type = elementType(tensor.storage.type) else {
            throw broken(path, "the tensor \(name) has the unknown type \(tensor.storage.type)")
        }
        guard let part = parts["\(root)data/\(tensor.storage.key)"] else {
            throw broken(path, "the numbers of the tensor \(name) are missing")
        }
        guard tensor.offset >= 0, tensor.sizes.allSatisfy({ $0 >= 0 }), tensor.sizes.count == tensor.strides.count
        else { throw broken(path, "the tensor \(name) has impossible sizes") }
        // From the last axis to the first: how many numbers one step spans when they lie row by row.
        var count = 1
        for (size, stride) in zip(tensor.sizes, tensor.strides).reversed() {
            guard size <= 1 || stride == count else {
                throw broken(path, "the numbers of the tensor \(name) do not lie row by row")
            }
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { throw broken(path, "the tensor \(name) has impossible sizes") }
            count = product
        }
        let available = part.byteCount / type.byteCount
        guard tensor.offset <= available, count <= available - tensor.offset else {
            throw broken(path, "the tensor \(name) has more numbers than the file holds for it")
        }
        return ExternalTensor(
            name: name, elementType: type, dimensions: tensor.sizes, file: path,
            offset: part.offset + tensor.offset * type.byteCount, byteCount: count * type.byteCount)
    }

    private static func elementType(_ storage: String) -> ElementType? {
        switch storage {
        case "torch.FloatStorage": .f32
        case "torch.HalfStorage": .f16
        case "torch.BFloat16Storage": .bf16
        case "torch.DoubleStorage": .f64
        case "torch.LongStorage": .i64
        case "torch.IntStorage": .i32
        case "torch.CharStorage": .i8
        case "torch.ByteStorage": .u8
        case "torch.BoolStorage": .bool
        default: nil
        }
    }

    private static func broken(_ path: String, _ problem: String) -> NearestError {
        NearestError(.brokenModel, path, problem, remedy: "Fetch the model again.")
    }
}
