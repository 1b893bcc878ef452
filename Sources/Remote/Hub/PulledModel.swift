import NearestCore

/// What came of fetching a model.
package struct PulledModel: Sendable, Hashable, Encodable {
    package enum State: String, Sendable, Encodable {
        /// It was fetched just now.
        case fetched
        /// It was here already.
        case present
    }

    package var id: String
    package var path: String
    package var state: State
    /// Which commit of its repository it is; nil where that is not known.
    package var commit: String?
    package var files: Int
    package var bytes: Int
    /// What came over the network.
    package var receivedBytes: Int
    /// Why it cannot be used, where it cannot.
    package var problem: String?

    enum CodingKeys: String, CodingKey {
        case id, path, state, commit, files, bytes, problem
        case receivedBytes = "received_bytes"
    }
}
