import COpenVINO
import Foundation
import Glibc
import NearestCore
import Synchronization

/// The inference library: found, opened and asked for its core once in a process, when a network is first run.
package enum OpenVINO {
    /// The versioned name of the library's C interface that `scripts/bootstrap` installs.
    static let pinnedLibraryName = "libopenvino_c.so.2641"

    /// The path that the library was opened at, or why it cannot be.
    private static let opened: Result<String, NearestError> = {
        var problems: [String] = []
        for path in candidates() {
            guard let problem = cov_open(path) else { return .success(path) }
            problems.append(String(cString: problem))
        }
        return .failure(
            NearestError(
                .inference, "OpenVINO", problems.first ?? "the library is not on this machine",
                remedy: "Run scripts/bootstrap, or set NEAREST_OPENVINO_DIR to a folder that holds it."))
    }()

    /// The path of the library.
    ///
    /// - Throws: `NearestError(.inference)` with the remedy where it is missing or does not load.
    package static func libraryPath() throws -> String {
        try opened.get()
    }

    /// The library's own build number.
    package static func version() throws -> String {
        _ = try libraryPath()
        guard let version = cov_version() else { return "unknown" }
        defer { free(version) }
        return String(cString: version)
    }

    /// Begins to load the library and its part for this processor, which takes some fifty milliseconds, on a thread of
    /// its own: for who will soon run a network and has other things to do first. It does so once; an error is met
    /// again by whoever runs the network.
    package static func prepare() {
        guard !isPreparing.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let thread = Thread {
            defer { prepared.signal() }
            guard let core = try? InferenceCore.shared() else { return }
            // Asking for anything of the processor loads its part.
            var name: UnsafeMutablePointer<CChar>?
            if cov_core_property(core.handle, "CPU", "FULL_DEVICE_NAME", &name) == 0, let name {
                cov_string_free(name)
            }
        }
        thread.name = "inference"
        thread.start()
    }

    /// Waits for what `prepare` began: a process that ends in an orderly way while a library is being loaded takes
    /// that library apart under the feet of the thread that loads it.
    package static func finishPreparing() {
        guard isPreparing.load(ordering: .acquiring) else { return }
        prepared.wait()
        prepared.signal()
    }

    private static let isPreparing = Atomic(false)
    private static let prepared = DispatchSemaphore(value: 0)

    /// Whether a network could run here, without opening anything.
    package static var isInstalled: Bool { !candidates().dropLast().isEmpty }

    /// Throws OpenVINO's words about the call that failed last on this thread.
    static func check(_ status: Int32, _ subject: String, remedy: String? = nil) throws {
        guard status != 0 else { return }
        let words = String(cString: cov_last_error())
        throw NearestError(.inference, subject, "OpenVINO refused: \(words)", remedy: remedy)
    }

    /// Every file that may be the library, the best first; last the bare name, which the system's loader
    /// looks for.
    private static func candidates() -> [String] {
        folders().flatMap(libraries) + [pinnedLibraryName]
    }

    private static func folders() -> [String] {
        var folders: [String] = []
        if let chosen = UserFolders.environment("NEAREST_OPENVINO_DIR") { folders.append(chosen) }
        if let data = try? UserFolders.data() {
            let installed = Disk.names(in: data).filter { $0.hasPrefix("openvino-") }
            folders += installed.sorted { version(of: $0).lexicographicallyPrecedes(version(of: $1)) }
                .reversed().map { "\(data)/\($0)" }
        }
        // Builds lie in .build/…/release, so the repository's own link is some folders up.
        var folder = Disk.canonical("/proc/self/exe") ?? ""
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            folders.append(folder + "/.openvino")
        }
        return folders
    }

    /// The numbers in `openvino-2026.4.1`.
    private static func version(of name: String) -> [Int] {
        name.split { !$0.isNumber }.compactMap { Int($0) }
    }

    /// The library in a folder laid out as the Python wheel, as Intel's archive, or holding just the files.
    private static func libraries(in folder: String) -> [String] {
        for part in ["libs", "runtime/lib/intel64", "lib", "."] {
            let names = Disk.names(in: "\(folder)/\(part)").filter { $0.hasPrefix("libopenvino_c.so") }
            if let name = names.last { return ["\(folder)/\(part)/\(name)"] }
        }
        return []
    }
}
