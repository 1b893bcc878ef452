import Catalog
import NearestCore
import VectorIndex

/// What an index stores the values of its models' vectors in: a setting of the catalog, so that later runs keep it.
package enum StoredElement {
    private static let setting = "elements"

    /// nil where nobody chose.
    package static func recorded(in catalog: Catalog) throws -> VectorElement? {
        try catalog.setting(setting).flatMap(VectorElement.init(name:))
    }

    static func record(_ element: VectorElement, in catalog: Catalog) throws {
        try catalog.setSetting(setting, to: element.name)
    }
}
