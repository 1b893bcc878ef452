import Glibc

/// A folder of its own for one test, removed with everything in it when the test lets go of it.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/nearest-extraction-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
    }

    deinit {
        system("rm -rf '\(path)'")
    }

    /// Writes a file and the folders above it.
    func write(_ content: String, to name: String) {
        write(content, toBytes: Array(name.utf8))
    }

    func write(_ content: String, toBytes name: [UInt8]) {
        for (index, byte) in name.enumerated() where byte == UInt8(ascii: "/") {
            mkdir(Self.terminated(Array(path.utf8) + [0x2F] + name[..<index]), 0o755)
        }
        guard let file = fopen(Self.terminated(Array(path.utf8) + [0x2F] + name), "w") else { return }
        fwrite(content, 1, content.utf8.count, file)
        fclose(file)
    }

    func writeBytes(_ content: [UInt8], to name: String) {
        guard let file = fopen(path + "/" + name, "w") else { return }
        fwrite(content, 1, content.count, file)
        fclose(file)
    }

    func makeFolder(_ name: String) {
        write("", to: name + "/.x")
        unlink(path + "/" + name + "/.x")
    }

    func link(_ name: String, to target: String) {
        symlink(target, path + "/" + name)
    }

    private static func terminated(_ bytes: [UInt8]) -> [CChar] {
        bytes.map { CChar(bitPattern: $0) } + [0]
    }
}
