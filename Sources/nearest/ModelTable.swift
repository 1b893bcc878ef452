import NearestCore

/// `nearest models list` for people: aligned columns, what is here first.
struct ModelTable {
    let models: [ModelListing]
    /// Where models are looked for.
    let folders: [String]

    var text: String {
        let here = models.filter { $0.onDisk && !$0.isBuiltIn }
        let builtIn = models.filter(\.isBuiltIn)
        let known = models.filter { !$0.onDisk }
        var lines: [String] = []
        if here.isEmpty {
            lines.append("No models in \(folders.joined(separator: " or ")).")
        } else {
            lines += ["ON THIS MACHINE"] + rows(here)
        }
        if !builtIn.isEmpty { lines += ["", "ALWAYS HERE"] + rows(builtIn) }
        if !known.isEmpty {
            let way = "`nearest models pull ID` fetches one; for api: and .pth, `models show ID` says how"
            lines += ["", "KNOWN, NOT HERE (\(way))"]
            lines += rows(known)
        }
        return lines.map(PlainText.visible).joined(separator: "\n")
    }

    private func rows(_ models: [ModelListing]) -> [String] {
        let cells = models.map(cells)
        // One width a column for both parts, so that they read as one table.
        let all = self.models.map(self.cells)
        let widths = (0..<4).map { column in all.map { $0[column].count }.max() ?? 0 }
        return zip(models, cells).map { model, cells in
            var line = "  "
            for (column, cell) in cells.enumerated() {
                let missing = column < widths.count ? widths[column] - cell.count : 0
                let padding = String(repeating: " ", count: missing)
                // Numbers stand right.
                line += (column == 1 || column == 2 ? padding + cell : cell + padding) + "  "
            }
            while line.last == " " { line.removeLast() }
            return model.problem.map { "\(line)\n      \($0)" } ?? line
        }.flatMap { $0.split(separator: "\n").map(String.init) }
    }

    private func cells(_ model: ModelListing) -> [String] {
        let size = (model.bytes ?? model.downloadBytes).map { FolderSize.text(Int64($0)) } ?? ""
        return [
            model.id, model.dimensions.map(String.init) ?? "", size,
            model.modalities.map(\.rawValue).joined(separator: ", "), model.purpose,
        ]
    }
}
