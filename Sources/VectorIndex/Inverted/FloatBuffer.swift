/// Memory for floats that one thread works with.
final class FloatBuffer {
    let start: UnsafeMutablePointer<Float>

    init(capacity: Int) {
        start = .allocate(capacity: max(1, capacity))
    }

    deinit {
        start.deallocate()
    }
}
