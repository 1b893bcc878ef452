import Indexing
import NearestCore

/// The findings of `nearest verify`.
struct VerifyReport: Encodable {
    struct StoreReport: Encodable {
        var model: String
        var modality: Modality
        var vectors: Int
        var rowsChecked: Int
        var codedRows: Int
        var codesCompared: Int
        var mismatches: Int

        enum CodingKeys: String, CodingKey {
            case model, modality, vectors, mismatches
            case rowsChecked = "rows_checked"
            case codedRows = "coded_rows"
            case codesCompared = "codes_compared"
        }
    }

    struct DamageReport: Encodable {
        var file: String
        var problem: String
        var remedy: String
        var lostVectors: Int

        enum CodingKeys: String, CodingKey {
            case file, problem, remedy
            case lostVectors = "lost_vectors"
        }
    }

    var sound: Bool
    var stores: [StoreReport]
    var damages: [DamageReport]
    var repairs: [String]

    init(_ report: IndexVerification.Report) {
        sound = report.isSound
        stores = report.stores.map { checked in
            StoreReport(
                model: checked.store.space.model, modality: checked.store.modality, vectors: checked.store.count,
                rowsChecked: checked.outcome.rows, codedRows: checked.outcome.codedRows,
                codesCompared: checked.outcome.codesCompared, mismatches: checked.mismatches)
        }
        damages = report.damages.map { damage in
            DamageReport(
                file: PlainText.visible(damage.file), problem: damage.problem, remedy: damage.remedy,
                lostVectors: damage.lostVectors)
        }
        repairs = report.repairs
    }

    var text: String {
        var lines = stores.map { store in
            "checked   \(store.model), \(store.modality.rawValue): \(Summary.counted(store.rowsChecked, "vector"))"
                + (store.codedRows == 0
                    ? "" : ", \(store.codedRows) codes, \(store.codesCompared) of them against their vectors")
        }
        lines += damages.map { "DAMAGED   \($0.file): \($0.problem). \($0.remedy)" }
        lines += repairs.map { "repaired  \($0)" }
        lines.append(
            sound
                ? "sound     the index is what was committed"
                : "damaged   \(damages.count) finding\(damages.count == 1 ? "" : "s")")
        return lines.map { PlainText.visible($0) }.joined(separator: "\n")
    }
}
