import Foundation

/// Arrays as other programs write them, of seeded values.
enum VectorFiles {
    /// A NumPy array, version 1.0.
    static func numpy(_ type: String, rows: Int, columns: Int, order: String = "False", bytes: Data) -> Data {
        numpy(type, shape: "(\(rows), \(columns))", order: order, bytes: bytes)
    }

    static func numpy(_ type: String, shape: String, order: String = "False", bytes: Data) -> Data {
        let literal = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }"
        let text = literal + String(repeating: " ", count: 117 - literal.utf8.count) + "\n"
        return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data(text.utf8) + bytes
    }

    static func bytes<Value>(_ values: [Value]) -> Data { values.withUnsafeBytes { Data($0) } }

    /// Rows around some centres, of unlike lengths.
    static func rows(_ count: Int, dimensions: Int, seed: UInt64) -> [[Float]] {
        var state = seed
        func next() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 23) - 1
        }
        let centres = (0..<9).map { _ in (0..<dimensions).map { _ in next() } }
        return (0..<count).map { row in centres[row % 9].map { $0 * 2 + next() } }
    }

    static func float32(_ rows: [[Float]]) -> Data {
        numpy("<f4", rows: rows.count, columns: rows.first?.count ?? 0, bytes: bytes(rows.flatMap { $0 }))
    }

    static func fvecs(_ rows: [[Float]]) -> Data {
        rows.reduce(into: Data()) { $0 += bytes([Int32($1.count)]) + bytes($1) }
    }

    /// The numbers of the nearest rows, by brute force in 64 bits.
    static func nearest(_ query: [Float], in rows: [[Float]], k: Int, metric: String) -> [Int] {
        func product(_ a: [Float], _ b: [Float]) -> Double {
            zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let scores = rows.map { row -> Double in
            switch metric {
            case "ip": product(query, row)
            case "l2": 2 * product(query, row) - product(row, row)
            default: product(query, row) / product(row, row).squareRoot()
            }
        }
        return Array(rows.indices.sorted { scores[$0] > scores[$1] }.prefix(k))
    }
}
