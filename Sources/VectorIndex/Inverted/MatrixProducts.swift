internal import CBLAS

/// Inner products of many vectors with many others.
enum MatrixProducts {
    /// Computes the product of each of `rows` vectors with each of `columns` others, row-major.
    ///
    /// By CBLAS; where the machine has none, by the scan's own kernels, which take a few times as long.
    ///
    /// - Parameters:
    ///   - left: `rows` × `dimensions`.
    ///   - right: `columns` × `dimensions`.
    ///   - products: gets `rows` × `columns` values.
    static func compute(
        _ left: UnsafePointer<Float>, rows: Int, _ right: UnsafePointer<Float>, columns: Int, dimensions: Int,
        into products: UnsafeMutablePointer<Float>
    ) {
        if cbl_is_available() != 0 {
            cbl_products(left, rows, dimensions, right, columns, dimensions, dimensions, products, columns)
            return
        }
        byKernels(left, rows: rows, right, columns: columns, dimensions: dimensions, into: products)
    }

    /// The same without CBLAS.
    static func byKernels(
        _ left: UnsafePointer<Float>, rows: Int, _ right: UnsafePointer<Float>, columns: Int, dimensions: Int,
        into products: UnsafeMutablePointer<Float>
    ) {
        let kernels = VectorKernels.fastest
        for row in 0..<rows {
            kernels.products(
                left + row * dimensions, dimensions: dimensions, rows: right, chosen: nil, count: columns,
                into: products + row * columns)
        }
    }
}
