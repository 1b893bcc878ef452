import NearestCore
import Testing

@testable import Remote

@Suite("The catalogue of known models")
struct KnownModelsTests {
    @Test("names each model once, by a name that can be fetched or asked for, with dimensions and purpose")
    func catalogue() throws {
        let hub = try HubSettings()
        #expect(Set(KnownModels.all.map(\.id)).count == KnownModels.all.count)
        for model in KnownModels.all {
            if let name = ApiModelName.name(in: model.id) {
                #expect(ApiKnownModel(named: name)?.dimensions == model.dimensions)
                #expect(!model.howToGet.contains("pull"))
            } else if model.id.hasSuffix(".pth") {
                #expect(model.howToGet.hasPrefix("curl "))
            } else {
                #expect(try HubModelID(model.id, on: hub).description == model.id)
                #expect(model.howToGet == "nearest models pull \(model.id)")
            }
            #expect(model.dimensions > 0 && !model.purpose.isEmpty && !model.modalities.isEmpty)
        }
    }
}
