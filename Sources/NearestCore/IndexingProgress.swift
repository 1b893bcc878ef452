/// How far an indexing run is, as a value that can be shown at any moment.
package struct IndexingProgress: Hashable, Sendable {
    package enum Phase: String, Hashable, Sendable {
        case crawling
        case extracting
        case encoding
        case finished
        case cancelled
    }

    package var phase: Phase
    /// Files that the crawl has met.
    package var filesFound: Int
    /// Files whose content had to be read, and how many of them are done.
    package var filesToRead: Int
    package var filesRead: Int
    /// Segments that have no vector yet when the run began or that it added, and how many now have one.
    package var segmentsToEncode: Int
    package var segmentsEncoded: Int
    /// Files that could not be read, in this run.
    package var failures: Int
    package var elapsedSeconds: Double
    /// Segments encoded a second, over the last few seconds; 0 until known.
    package var segmentsPerSecond: Double

    package init(
        phase: Phase = .crawling, filesFound: Int = 0, filesToRead: Int = 0, filesRead: Int = 0,
        segmentsToEncode: Int = 0, segmentsEncoded: Int = 0, failures: Int = 0, elapsedSeconds: Double = 0,
        segmentsPerSecond: Double = 0
    ) {
        self.phase = phase
        self.filesFound = filesFound
        self.filesToRead = filesToRead
        self.filesRead = filesRead
        self.segmentsToEncode = segmentsToEncode
        self.segmentsEncoded = segmentsEncoded
        self.failures = failures
        self.elapsedSeconds = elapsedSeconds
        self.segmentsPerSecond = segmentsPerSecond
    }

    /// What is left at the present rate; nil until a rate is known or when extraction may still add work.
    package var secondsLeft: Double? {
        guard phase == .encoding, segmentsPerSecond > 0 else { return nil }
        return Double(max(0, segmentsToEncode - segmentsEncoded)) / segmentsPerSecond
    }
}
