import Foundation

/// How much a folder takes on the disk.
enum FolderSize {
    /// The sizes of all files below `folder`; what cannot be read counts nothing.
    static func bytes(of folder: String) -> Int64 {
        guard let files = FileManager.default.enumerator(atPath: folder) else { return 0 }
        var total: Int64 = 0
        while files.nextObject() != nil {
            total += (files.fileAttributes?[.size] as? NSNumber)?.int64Value ?? 0
        }
        return total
    }

    /// `812 B`, `4.2 kB`, `96 MB`, `1.3 GB`.
    static func text(_ bytes: Int64) -> String {
        var value = Double(bytes)
        var unit = 0
        let units = ["B", "kB", "MB", "GB", "TB"]
        while value >= 1_000, unit < units.count - 1 {
            value /= 1_000
            unit += 1
        }
        let shown = unit == 0 || value >= 10 ? "\(Int(value.rounded()))" : "\((value * 10).rounded() / 10)"
        return "\(shown) \(units[unit])"
    }
}
