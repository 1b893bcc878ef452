import Glibc
import NearestCore

/// Where this program keeps what is neither the user's nor the corpus's, after the XDG base directory
/// specification.
package enum UserFolders {
    /// Models and the inference library: `$XDG_DATA_HOME/nearest`.
    package static func data() throws -> String {
        try base("XDG_DATA_HOME", ".local/share") + "/nearest"
    }

    /// What can be made again: `$XDG_CACHE_HOME/nearest`.
    package static func cache() throws -> String {
        try base("XDG_CACHE_HOME", ".cache") + "/nearest"
    }

    /// What the user sets: `$XDG_CONFIG_HOME/nearest`.
    package static func configuration() throws -> String {
        try base("XDG_CONFIG_HOME", ".config") + "/nearest"
    }

    /// An environment variable's value; nil where it is unset or empty.
    package static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// The user's home folder: `$HOME`, or what the system's user list says.
    package static func home() throws -> String {
        if let home = environment("HOME") { return home }
        if let entry = getpwuid(getuid()), let folder = entry.pointee.pw_dir { return String(cString: folder) }
        throw NearestError(
            .system, "HOME", "no home folder is known", remedy: "Set HOME, or XDG_DATA_HOME and XDG_CACHE_HOME.")
    }

    // The specification has relative paths ignored.
    private static func base(_ variable: String, _ fallback: String) throws -> String {
        if let folder = environment(variable), folder.hasPrefix("/") { return folder }
        return try home() + "/" + fallback
    }
}
