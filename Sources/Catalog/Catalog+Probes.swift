import Foundation
import GRDB
import NearestCore

/// Probes: vectors of texts of the corpus as a model's text tower makes them of questions, for models whose text tower
/// encodes nothing else.
extension Catalog {
    /// The vectors; nil where there are none, or what is there is not whole rows.
    package func probes(spaceID: Int64, modality: Modality) throws -> VectorBatch? {
        try read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT dimensions, vectors FROM probe WHERE space_id = ? AND modality = ?",
                arguments: [spaceID, modality.rawValue])
            guard let row else { return nil }
            let dimensions: Int = row["dimensions"]
            let bytes: Data = row["vectors"]
            let width = MemoryLayout<Float>.size
            guard dimensions > 0, !bytes.isEmpty, bytes.count % width == 0,
                bytes.count / width % dimensions == 0
            else { return nil }
            let values = bytes.withUnsafeBytes { buffer in
                stride(from: 0, to: buffer.count, by: width).map { offset in
                    Float(
                        bitPattern: UInt32(
                            littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                }
            }
            guard values.allSatisfy(\.isFinite) else { return nil }
            return VectorBatch(dimensions: dimensions, values: values)
        }
    }

    /// How many segments had words when the probes were drawn; nil where there are none.
    package func segmentsWhenProbed(spaceID: Int64, modality: Modality) throws -> Int? {
        try read { database in
            try Int.fetchOne(
                database, sql: "SELECT segments FROM probe WHERE space_id = ? AND modality = ?",
                arguments: [spaceID, modality.rawValue])
        }
    }

    /// Which probes there are, without their vectors.
    package func probeRecords() throws -> [ProbeRecord] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT space_id, modality, segments FROM probe ORDER BY space_id, modality")
            ).map { ProbeRecord(spaceID: $0["space_id"], modality: $0["modality"], segments: $0["segments"]) }
        }
    }

    /// Puts probes in the place of those that are there.
    ///
    /// - Parameter segments: how many segments have words.
    package func setProbes(_ vectors: VectorBatch, spaceID: Int64, modality: Modality, segments: Int) throws {
        var bytes = Data(capacity: vectors.values.count * MemoryLayout<Float>.size)
        for value in vectors.values {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO probe (space_id, modality, dimensions, segments, vectors) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (space_id, modality) DO UPDATE SET
                        dimensions = excluded.dimensions, segments = excluded.segments, vectors = excluded.vectors
                    """, arguments: [spaceID, modality.rawValue, vectors.dimensions, segments, bytes])
        }
    }

    /// How many segments have words.
    package func wordedCount() throws -> Int {
        try read { database in
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM segment WHERE \(Schema.group) = 0 AND text <> ''") ?? 0
        }
    }

    /// The segments that have words, ascending: captions alone, or all others.
    package func worded(captions: Bool) throws -> [SegmentID] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT id FROM segment
                    WHERE \(Schema.group) = 0 AND text <> '' AND (evidence = 'caption') = ? ORDER BY id
                    """, arguments: [captions])
        }
    }
}
