/// What the hub says of one file at one commit before it is fetched.
struct HubFile: Hashable, Sendable {
    /// The path within the repository.
    var name: String
    /// Of its content; nil where the hub does not say.
    var byteCount: Int?
    var digest: AnnouncedDigest?
    /// The entity tag of the content at the hub itself, quotes included; nil for none or a weak one. It is not
    /// the one that a storage host gives.
    var entityTag: String?
}
