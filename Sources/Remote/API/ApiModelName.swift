/// How users name a model behind an API: `api:NAME`.
package enum ApiModelName {
    package static let prefix = "api:"

    /// - Returns: what stands behind the prefix; nil for the name of another kind of model.
    package static func name(in model: String) -> String? {
        model.hasPrefix(prefix) ? String(model.dropFirst(prefix.count)) : nil
    }
}
