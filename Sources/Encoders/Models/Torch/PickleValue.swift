/// What a pickle of tensors may hold. Whatever else it holds is `other`, and nothing is done with it.
enum PickleValue {
    case none
    case integer(Int)
    case text(String)
    case tuple([PickleValue])
    case list(PickleList)
    case dictionary(PickleDictionary)
    /// A name that a pickle would have Python look up and call.
    case name(String)
    case storage(PickleStorage)
    case tensor(PickleTensor)
    case other
}

/// A list under construction; a class because a pickle refers to it again while it fills it.
final class PickleList {
    var items: [PickleValue] = []
}

/// As `PickleList`, of pairs in their order.
final class PickleDictionary {
    var pairs: [(key: PickleValue, value: PickleValue)] = []
}

/// Numbers in a part of the archive.
struct PickleStorage {
    /// Such as `FloatStorage`.
    var type: String
    /// The part's name below `data/`.
    var key: String
}

/// A view of a storage.
struct PickleTensor {
    var storage: PickleStorage
    /// In numbers, not in bytes.
    var offset: Int
    var sizes: [Int]
    var strides: [Int]
}
