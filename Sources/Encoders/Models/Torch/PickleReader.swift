/// Reads the table of contents that PyTorch writes as a pickle, without ever running one.
///
/// A pickle is a program for a small machine with a stack, and Python's own machine calls whatever function a
/// pickle names. This one knows the few functions that describe tensors and does what they would do by itself; any
/// other name is an error. The instructions are those that `torch.save` writes, of protocols 2 to 4; see Python's
/// `pickletools`.
struct PickleReader {
    /// What was wrong, as a clause.
    struct Failure: Error {
        var problem: String
    }

    private let bytes: [UInt8]
    private var place = 0
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memory: [Int: PickleValue] = [:]

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// - Throws: `Failure` for what is no pickle of tensors.
    static func read(_ bytes: [UInt8]) throws -> PickleValue {
        var reader = PickleReader(bytes)
        while try reader.step() {}
        return try reader.pop()
    }

    /// Does one instruction.
    ///
    /// - Returns: whether there is another.
    private mutating func step() throws -> Bool {
        let instruction = try number(1)
        switch UInt8(truncatingIfNeeded: instruction) {
        case UInt8(ascii: "."): return false
        case 0x80: place += 1
        case 0x95: place += 8
        case UInt8(ascii: "("): marks.append(stack.count)
        case UInt8(ascii: "0"): _ = try pop()
        case UInt8(ascii: "}"): stack.append(.dictionary(PickleDictionary()))
        case UInt8(ascii: "]"): stack.append(.list(PickleList()))
        case UInt8(ascii: ")"): stack.append(.tuple([]))
        case UInt8(ascii: "t"): stack.append(.tuple(try popToMark()))
        case 0x85, 0x86, 0x87: try tuple(Int(instruction) - 0x84)
        case UInt8(ascii: "s"): try setItems([pop(), pop()].reversed())
        case UInt8(ascii: "u"): try setItems(popToMark())
        case UInt8(ascii: "a"): try append([pop()])
        case UInt8(ascii: "e"): try append(popToMark())
        case UInt8(ascii: "q"): memory[try number(1)] = try top()
        case UInt8(ascii: "r"): memory[try number(4)] = try top()
        case 0x94: memory[memory.count] = try top()
        case UInt8(ascii: "h"): try recall(number(1))
        case UInt8(ascii: "j"): try recall(number(4))
        case UInt8(ascii: "c"): stack.append(.name("\(try line()).\(try line())"))
        case 0x93: try stackName()
        case UInt8(ascii: "Q"): try persistent()
        case UInt8(ascii: "R"), 0x81: try call()
        // Attributes of an object matter to no tensor.
        case UInt8(ascii: "b"): _ = try pop()
        default: try literal(UInt8(truncatingIfNeeded: instruction))
        }
        return true
    }

    private mutating func literal(_ instruction: UInt8) throws {
        switch instruction {
        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88, 0x89: stack.append(.integer(instruction == 0x88 ? 1 : 0))
        case UInt8(ascii: "K"): stack.append(.integer(try number(1)))
        case UInt8(ascii: "M"): stack.append(.integer(try number(2)))
        case UInt8(ascii: "J"):
            stack.append(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
        case 0x8A: try longInteger(number(1))
        case UInt8(ascii: "G"):
            place += 8
            stack.append(.other)
        case UInt8(ascii: "X"): stack.append(.text(try text(number(4))))
        case 0x8C: stack.append(.text(try text(number(1))))
        case UInt8(ascii: "U"), UInt8(ascii: "C"): stack.append(.text(try text(number(1))))
        default: throw Failure(problem: "its table of contents has the unknown instruction \(instruction)")
        }
    }

    /// An integer of any length, the sign in its last bit; those that are too long for this machine are `other`.
    private mutating func longInteger(_ count: Int) throws {
        let digits = try take(count)
        guard count <= 8 else {
            stack.append(.other)
            return
        }
        var value = digits.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        if count < 8, count > 0, (digits.last ?? 0) & 0x80 != 0 { value |= UInt64.max << UInt64(count * 8) }
        stack.append(.integer(Int(Int64(bitPattern: value))))
    }

    private mutating func tuple(_ count: Int) throws {
        stack.append(.tuple(try (0..<count).map { _ in try pop() }.reversed()))
    }

    private mutating func setItems(_ items: [PickleValue]) throws {
        guard items.count % 2 == 0 else { throw Self.malformed }
        // Values of objects that are no dictionaries matter to no tensor.
        guard case .dictionary(let dictionary) = try top() else { return }
        for index in stride(from: 0, to: items.count, by: 2) {
            dictionary.pairs.append((items[index], items[index + 1]))
        }
    }

    private mutating func append(_ items: [PickleValue]) throws {
        if case .list(let list) = try top() { list.items += items }
    }

    private mutating func recall(_ key: Int) throws {
        guard let value = memory[key] else { throw Self.malformed }
        stack.append(value)
    }

    private mutating func stackName() throws {
        guard case .text(let name) = try pop(), case .text(let module) = try pop() else { throw Self.malformed }
        stack.append(.name("\(module).\(name)"))
    }

    /// What lies outside of the pickle: always a storage.
    private mutating func persistent() throws {
        guard case .tuple(let parts) = try pop(), parts.count >= 3, case .text("storage") = parts[0],
            case .name(let type) = parts[1], case .text(let key) = parts[2]
        else { throw Self.malformed }
        stack.append(.storage(PickleStorage(type: type, key: key)))
    }

    /// Does what the functions that describe tensors would do.
    private mutating func call() throws {
        guard case .tuple(let arguments) = try pop(), case .name(let name) = try pop() else { throw Self.malformed }
        switch name {
        case "collections.OrderedDict": stack.append(.dictionary(PickleDictionary()))
        case "torch._utils._rebuild_tensor_v2": stack.append(.tensor(try Self.tensor(arguments)))
        case "torch._utils._rebuild_parameter":
            guard let first = arguments.first else { throw Self.malformed }
            stack.append(first)
        case "torch.Size", "torch.device", "torch.dtype": stack.append(.other)
        default: throw Failure(problem: "it asks for code to be run (\(name)), which never happens here")
        }
    }

    private static func tensor(_ arguments: [PickleValue]) throws -> PickleTensor {
        guard arguments.count >= 4, case .storage(let storage) = arguments[0],
            case .integer(let offset) = arguments[1], case .tuple(let sizes) = arguments[2],
            case .tuple(let strides) = arguments[3]
        else { throw malformed }
        func integers(_ values: [PickleValue]) throws -> [Int] {
            try values.map { value in
                guard case .integer(let integer) = value else { throw malformed }
                return integer
            }
        }
        return PickleTensor(
            storage: storage, offset: offset, sizes: try integers(sizes), strides: try integers(strides))
    }

    private static let malformed = Failure(problem: "its table of contents is not what PyTorch writes")

    private func top() throws -> PickleValue {
        guard let value = stack.last else { throw Self.malformed }
        return value
    }

    private mutating func pop() throws -> PickleValue {
        guard let value = stack.popLast() else { throw Self.malformed }
        return value
    }

    private mutating func popToMark() throws -> [PickleValue] {
        guard let mark = marks.popLast(), mark <= stack.count else { throw Self.malformed }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private mutating func number(_ count: Int) throws -> Int {
        guard let value = LittleEndian.integer(bytes, place, count) else { throw Self.malformed }
        place += count
        return value
    }

    private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard place <= bytes.count, count <= bytes.count - place else { throw Self.malformed }
        defer { place += count }
        return bytes[place..<place + count]
    }

    private mutating func text(_ count: Int) throws -> String {
        String(decoding: try take(count), as: UTF8.self)
    }

    private mutating func line() throws -> String {
        guard place <= bytes.count, let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) else {
            throw Self.malformed
        }
        let text = String(decoding: bytes[place..<end], as: UTF8.self)
        place = end + 1
        return text
    }
}
