import NearestCore
import Testing

@testable import Extraction

@Suite("What a picture's metadata stand for")
struct PictureMetadataTests {
    @Test("a caption alone is said once")
    func captionAlone() {
        var metadata = PictureMetadata()
        metadata.captions = ["A cat on a sofa"]
        #expect(metadata.texts.map(\.evidence) == [.caption])
        metadata.keywords = ["tabby"]
        #expect(metadata.texts.map(\.evidence) == [.caption, .metadata])
        #expect(metadata.texts.last?.text == "A cat on a sofa\ntabby")
    }

    @Test("what a program leaves in each picture is no caption")
    func comments() {
        for text in [
            "Created with GIMP", "CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90",
            "File written by Adobe Photoshop® 5.0", "cmp3.10.3.2Lq3 0x756ffbf7", "Lavc59.37.100",
        ] {
            #expect(ProgramRemark.isOne(text), "\(text)")
        }
        for text in ["A cat on a sofa", "We created with GIMP this view of the harbour", "Created by Anna Lee", ""]
        {
            #expect(!ProgramRemark.isOne(text), "\(text)")
        }
    }
}
