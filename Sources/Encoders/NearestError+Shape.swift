import NearestCore

extension NearestError {
    /// For a network whose output is not as its graph declares it.
    static func otherShape(_ model: String) -> NearestError {
        NearestError(
            .inference, model, "the network gave an output of another shape",
            remedy: "scripts/bootstrap installs the version of OpenVINO that this program is made for.")
    }
}
