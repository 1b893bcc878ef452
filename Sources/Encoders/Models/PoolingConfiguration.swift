/// What sentence-transformers writes about a pooling: the modes by name, or, before its version 6, a switch a mode.
struct PoolingConfiguration: Decodable {
    var pooling_mode: Modes?
    var include_prompt: Bool?
    var pooling_mode_cls_token: Bool?
    var pooling_mode_max_tokens: Bool?
    var pooling_mode_mean_tokens: Bool?
    var pooling_mode_mean_sqrt_len_tokens: Bool?
    var pooling_mode_weightedmean_tokens: Bool?
    var pooling_mode_lasttoken: Bool?

    /// A name, or several.
    struct Modes: Decodable {
        var names: [String]

        init(from decoder: any Swift.Decoder) throws {
            let container = try decoder.singleValueContainer()
            names = try (try? [container.decode(String.self)]) ?? container.decode([String].self)
        }
    }

    /// In the order in which their vectors stand behind each other; nil where one is not known here.
    var poolings: [Pooling]? {
        guard let names = pooling_mode?.names else { return switched }
        let known = names.compactMap { $0 == "mean_sqrt_len_tokens" ? .meanOfSquareRoot : Pooling(rawValue: $0) }
        return known.isEmpty || known.count < names.count ? nil : known
    }

    /// With no switch on, the mean.
    private var switched: [Pooling] {
        let switches: [(isOn: Bool?, pooling: Pooling)] = [
            (pooling_mode_cls_token, .firstToken), (pooling_mode_max_tokens, .maximum),
            (pooling_mode_mean_tokens, .mean), (pooling_mode_mean_sqrt_len_tokens, .meanOfSquareRoot),
            (pooling_mode_weightedmean_tokens, .weightedMean), (pooling_mode_lasttoken, .lastToken),
        ]
        let on = switches.filter { $0.isOn == true }.map(\.pooling)
        return on.isEmpty ? [.mean] : on
    }
}
