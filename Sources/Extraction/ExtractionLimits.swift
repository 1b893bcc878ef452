/// What extraction may cost at most for one file.
package struct ExtractionLimits: Hashable, Sendable, Codable {
    /// The largest text that is read in one piece; `.jsonl`, `.csv` and `.tsv` are read record by record and may be
    /// larger.
    package var maximumTextBytes: Int64
    /// The largest single record.
    package var maximumRecordBytes: Int
    /// The largest file that is handed to the PDF programs.
    package var maximumPDFBytes: Int64
    package var pdfSeconds: Double
    /// How much address space a worker process may have, in bytes.
    package var workerBytes: UInt64 = 3 << 30
    /// How long a worker process may go without a sign of life.
    package var silentSeconds: Double = 60
    /// How long a worker process may take for a file of no size; the time in which its answer is waited for counts.
    package var fileSeconds: Double = 600
    /// And how much longer for each mebibyte of it.
    package var secondsPerMebibyte: Double = 1
    /// What follows of a recording or film is not looked at; damaged ones name moments beyond all bounds.
    package var longestRecordingSeconds = 24.0 * 3600
    /// The most shots that a film is cut into.
    package var maximumShots = 5_000
    /// The most subtitles, or lines of lyrics, of a recording or film.
    package var maximumTimedLines = 100_000
    /// Of a film with more pixels, all pictures together, only those that stand alone are looked at to find its shots:
    /// six minutes at 1920 × 1080, an hour at 640 × 360.
    package var maximumFilmPixels = 2e10

    package init(
        maximumTextBytes: Int64 = 256 << 20, maximumRecordBytes: Int = 16 << 20,
        maximumPDFBytes: Int64 = 2 << 30, pdfSeconds: Double = 60
    ) {
        self.maximumTextBytes = maximumTextBytes
        self.maximumRecordBytes = maximumRecordBytes
        self.maximumPDFBytes = maximumPDFBytes
        self.pdfSeconds = pdfSeconds
    }
}
