/// What extraction may cost at most for one file.
package struct ExtractionLimits: Hashable, Sendable {
    /// The largest text that is read in one piece; `.jsonl`, `.csv` and `.tsv` are read record by record and may be
    /// larger.
    package var maximumTextBytes: Int64
    /// The largest single record.
    package var maximumRecordBytes: Int
    /// The largest file that is handed to the PDF programs.
    package var maximumPDFBytes: Int64
    package var pdfSeconds: Double

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
