/// Numbers of which the smallest comes out first.
struct MinimumHeap: Sendable {
    private var storage: [UInt64] = []

    mutating func insert(_ value: UInt64) {
        var child = storage.count
        storage.append(value)
        while child > 0 {
            let parent = (child - 1) / 2
            if storage[parent] <= value { break }
            storage[child] = storage[parent]
            child = parent
        }
        storage[child] = value
    }

    mutating func popMinimum() -> UInt64? {
        guard let minimum = storage.first, let value = storage.popLast() else { return nil }
        if storage.isEmpty { return minimum }
        var parent = 0
        while true {
            var child = parent * 2 + 1
            if child >= storage.count { break }
            if child + 1 < storage.count, storage[child + 1] < storage[child] { child += 1 }
            if value <= storage[child] { break }
            storage[parent] = storage[child]
            parent = child
        }
        storage[parent] = value
        return minimum
    }
}
