import COpenVINO
import NearestCore

/// OpenVINO's core object: devices and settings. One serves the whole process.
///
/// `@unchecked Sendable` because the handle is set once, and OpenVINO's core is documented as safe to use from
/// several threads.
final class InferenceCore: @unchecked Sendable {
    let handle: OpaquePointer

    private init() throws {
        _ = try OpenVINO.libraryPath()
        var handle: OpaquePointer?
        try OpenVINO.check(cov_core_create(&handle), "OpenVINO")
        guard let handle else { throw NearestError(.inference, "OpenVINO", "no core came back") }
        self.handle = handle
    }

    /// Lives until the process ends: taking OpenVINO's threads down costs time and gains nothing.
    private static let created = Result { try InferenceCore() }

    static func shared() throws -> InferenceCore {
        try created.get()
    }
}
