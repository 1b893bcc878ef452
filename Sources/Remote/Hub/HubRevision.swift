/// A repository at one commit.
struct HubRevision: Hashable, Sendable {
    var commit: String
    /// The paths of all its files.
    var files: [String]
}
