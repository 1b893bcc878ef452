import NearestCore

/// Walks through a film's pictures to find its shots.
struct ShotWalk {
    let source: SourceFile

    /// - Parameters:
    ///   - isSparse: whether to look only at pictures that stand alone.
    ///   - end: where the film's packets end, in seconds: pictures alone do not say when the last should go.
    /// - Throws: `NearestError(.unreadable)` for a film without any picture, `CancellationError`.
    func plan(isSparse: Bool, end: Double) throws -> ShotPlan {
        var finder = ShotFinder(isSparse: isSparse)
        let longest = source.limits.longestRecordingSeconds
        let decoder = try VideoDecoder(path: source.path, subject: source.subject)
        decoder.hasten(onlyKeyPictures: isSparse)
        var latest = 0.0
        while let sketch = try decoder.nextSketch() {
            try source.cancellation.check()
            guard sketch.moment.isFinite, sketch.moment <= longest else { continue }
            finder.add(sketch.points, at: max(0, sketch.moment))
            latest = max(latest, sketch.end)
        }
        guard let start = finder.moments.first else { throw decoder.noPicture() }
        // Packets that could not be decoded show nothing, but for those after the last that stands alone.
        let last = min(longest, isSparse ? max(latest, end) : latest)
        return ShotPlan(cuts: finder.cuts, start: start, end: last, limit: source.limits.maximumShots)
    }
}
