/// A segment that a search found, with what the user needs to judge it.
package struct Neighbour: Hashable, Sendable {
    package var segment: SegmentID
    /// Counted from 1.
    package var rank: Int
    /// The cosine between query and segment, or what the space's metric gives.
    package var score: Float
    /// The share, 0 to 100, of random pairs of this space and modality pair that score lower; nil where the
    /// corpus is too small to say.
    package var percentile: Double?
    package var path: CorpusPath
    /// Other files of the corpus with the same content.
    package var copies: [CorpusPath]
    package var record: Int?
    /// The picture or attachment inside the file; nil for the file itself.
    package var part: String?
    /// The page or slide that the part stands on, counted from 1.
    package var partPage: Int?
    package var title: String?
    package var modality: Modality
    package var model: String
    package var evidence: Evidence
    package var place: Place
    /// The segment's text, whole.
    package var text: String
    /// What answer it is: neighbours in two lists are the same where this is.
    package var key: HitKey
    /// The lists that hold the hit, the one that says most first; score, model and evidence are the first one's.
    package var contributions: [Contribution] = []
    /// Words of the question that stand in the segment, where the full text found it.
    package var matchedWords: [String] = []

    /// What the hit was ranked by: the sum of what its lists add.
    package var fusedScore: Double { contributions.reduce(0) { $0 + $1.share } }

    package init(
        segment: SegmentID, rank: Int, score: Float, percentile: Double?, path: CorpusPath,
        copies: [CorpusPath] = [], record: Int? = nil, part: String? = nil, partPage: Int? = nil,
        title: String? = nil, modality: Modality, model: String, evidence: Evidence, place: Place, text: String
    ) {
        self.segment = segment
        key = .segment(segment)
        self.rank = rank
        self.score = score
        self.percentile = percentile
        self.path = path
        self.copies = copies
        self.record = record
        self.part = part
        self.partPage = partPage
        self.title = title
        self.modality = modality
        self.model = model
        self.evidence = evidence
        self.place = place
        self.text = text
    }

    /// The page that the passage or the part stands on, counted from 1.
    package var page: Int? { place.page ?? partPage }

    /// Whether the part's name begins with its page, as in `page 2, picture 1`.
    package var partNamesPage: Bool { part?.hasPrefix("page ") == true }
}
