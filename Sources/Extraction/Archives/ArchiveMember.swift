/// One file inside an archive.
struct ArchiveMember: Hashable, Sendable {
    /// Its path, as it stands in the archive.
    var name: String
    /// What its header claims; nil where it claims nothing. Reading never trusts it.
    var size: Int?
    var isEncrypted: Bool

    /// Whether a path stays inside the archive: relative, without `..` and without another system's separators.
    static func isInside(_ name: String) -> Bool {
        if name.isEmpty || name.hasPrefix("/") || name.contains("\\") || name.contains("\0") { return false }
        return !name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
    }
}
