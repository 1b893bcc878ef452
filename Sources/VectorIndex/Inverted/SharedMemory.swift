/// Memory that several threads write to.
///
/// Unchecked, because each of them writes to places of its own, and whoever made it waits for all.
struct SharedMemory<Element>: @unchecked Sendable {
    let start: UnsafeMutablePointer<Element>?

    init(_ start: UnsafeMutablePointer<Element>?) {
        self.start = start
    }
}
