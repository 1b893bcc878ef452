/// Memory for the bounds of one search.
///
/// Unchecked, because one search has it at a time, whose threads write to different places.
final class BoundBuffer: @unchecked Sendable {
    let start: UnsafeMutablePointer<Float>

    init(capacity: Int) {
        start = .allocate(capacity: max(1, capacity))
    }

    deinit {
        start.deallocate()
    }
}
