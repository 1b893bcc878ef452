import NearestCore

/// Where the time of a search went, in JSON: milliseconds.
struct TimingsReport: Encodable {
    var encode: Double
    var search: Double
    var words: Double
    var fuse: Double
    var read: Double

    init(_ timings: SearchTimings) {
        func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
        encode = rounded(timings.encode)
        search = rounded(timings.search)
        words = rounded(timings.words)
        fuse = rounded(timings.fuse)
        read = rounded(timings.read)
    }
}
