import NearestCore
package struct WordHit { package var segment: SegmentID; package var score: Double; package var matched: [String]; package var coverage: Double }
extension Catalog {
    package func wordHits(_ words: [String], limit: Int, modalities: Set<Modality>, allowed: Set<SegmentID>?) throws -> [WordHit] { [] }
}
