import Glibc

/// The calls that bring bytes to a disk, replaceable so that tests can fill the disk or break it.
struct DiskCalls: Sendable {
    /// As `pwrite(2)`: descriptor, bytes, offset; returns the bytes written or -1 with `errno`.
    var write: @Sendable (Int32, UnsafeRawBufferPointer, Int) -> Int
    /// As `fsync(2)`.
    var synchronise: @Sendable (Int32) -> Int32

    static let system = DiskCalls(
        write: { pwrite($0, $1.baseAddress, $1.count, off_t($2)) }, synchronise: { fsync($0) })
}
