import Catalog
import NearestCore
import VectorIndex

/// The vectors of one space and modality as of a commit, mapped.
struct OpenStore: Sendable {
    let record: StoreRecord
    let index: FlatIndex
}
