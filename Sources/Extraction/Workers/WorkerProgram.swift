import Glibc

/// The program that workers run.
package struct WorkerProgram: Hashable, Sendable {
    let path: String
    let arguments: [String]

    package init(path: String, arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// What the running program is called as when it is to be a worker.
    package static let command = "extraction-worker"

    /// The running program itself, even when its file has been replaced since it was started.
    package static let same = WorkerProgram(path: "/proc/self/exe", arguments: [command])

    /// Variables that say where libraries find what belongs to them.
    private static let passedOn = [
        "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "VIPSHOME",
        "MAGICK_CONFIGURE_PATH",
    ]

    /// All that a worker gets: nothing that is nobody's business but the user's.
    static var environment: [String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        let passedOn = passedOn.compactMap { name in getenv(name).map { name + "=" + String(cString: $0) } }
        // One thread each: there are as many workers as processors, and answers do not depend on their number.
        let settings = [
            "PATH=" + path, "LC_ALL=C.UTF-8", "OMP_THREAD_LIMIT=1", "VIPS_CONCURRENCY=1", "MALLOC_ARENA_MAX=2",
            "SWIFT_BACKTRACE=enable=no",
        ]
        return settings + passedOn
    }
}
