/// Where the channels of a picture stand among its axes.
enum ManifestLayout: String, CaseIterable, Sendable {
    case channelsFirst = "NCHW"
    case channelsLast = "NHWC"
}
