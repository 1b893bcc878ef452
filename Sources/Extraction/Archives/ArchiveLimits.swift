/// What opening an archive may cost at most. Nothing of it is ever written to the disk.
struct ArchiveLimits: Hashable, Sendable {
    /// How many members are looked at.
    var members = 20_000
    /// The largest member that is taken into memory.
    var memberBytes = 256 << 20
    /// What all members together may unpack to in one walk.
    var totalBytes = 2 << 30
    /// How many times larger than the file what comes out of it may be. Documents reach 50 at most, and no deflated
    /// stream more than 1032.
    var ratio = 250
    /// What is unpacked before the ratio counts: small documents of one repeated word are no attack.
    var bytesBeforeRatio = 64 << 20
}
