/// Memory for the bounds of one search, or for its products with the centres of lists.
///
/// Unchecked, because one search has it at a time, whose threads write to different places.
final class BoundBuffer: @unchecked Sendable {
    let start: UnsafeMutablePointer<Float>
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        start = .allocate(capacity: max(1, capacity))
    }

    deinit {
        start.deallocate()
    }
}
