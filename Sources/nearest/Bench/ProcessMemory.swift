import Foundation

/// What this process holds of the machine's memory.
enum ProcessMemory {
    /// Resident bytes that are not pages of files, which the system takes back whenever it needs them.
    static var residentBytes: Int {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
        return status.split(separator: "\n").reduce(0) { sum, line in
            guard line.hasPrefix("RssAnon:") || line.hasPrefix("RssShmem:") else { return sum }
            let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
            return sum + kilobytes * 1_024
        }
    }
}
