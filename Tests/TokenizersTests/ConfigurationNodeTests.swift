import Testing

@testable import Tokenizers

@Suite struct ConfigurationNodeTests {
    @Test func leavesAreWrittenAsTheyStandAndInTheOrderOfTheirPlaces() throws {
        let text = #"{"size": {"width": 224, "height": 9007199254740993}, "mean": [0.5, true, "x"], "none": null}"#
        let leaves = try ConfigurationNode(parsing: Array(text.utf8), path: "test.json").leaves()
        #expect(
            leaves.map { "\($0.place)=\($0.text)" } == [
                "mean[0]=0.5", "mean[1]=true", "mean[2]=x", "size.height=9007199254740993", "size.width=224",
            ])
    }
}
