import NearestCore
import Testing

@testable import Extraction

/// Pictures of the corpus that Markdown and HTML show.
@Suite struct PictureReferenceTests {
    private let folder = TemporaryFolder()

    private func mentions(_ name: String, _ text: String) throws -> [String: [String]] {
        folder.write(text, to: name)
        let file = FileToRead(path: Array((folder.path + "/" + name).utf8), name: CorpusPath(name))
        var mentions: [PictureMention] = []
        _ = try LocalFileReader().read(file, cancellation: Cancellation()) { mentions += $0.mentions }
        return Dictionary(grouping: mentions, by: \.picture.display).mapValues { $0.map(\.text) }
    }

    @Test func markdownShowsPictures() throws {
        let text = """
            # Notes
            ![A *red* door](img/door.png "The door") and ![two](<../up one.jpg>)
            ![Caf\u{E9}](caf%C3%A9.png?raw=1#x) ![](no-words.png) ![by name][ref] ![ref] \\![no](no.png)
            ![out](../../outside.png) ![web](https://example.org/a.png) ![root](/etc/a.png) ![data](data:image/png;base64,x)
            `![code](code.png)`
            ```
            ![fence](fence.png)
            ```
            <figure><img src="img/plan.svg" alt="Plan" title="Ground floor"><figcaption>The plan of 1910</figcaption></figure>

            [ref]: named.png 'Named'
            """
        let expected = [
            "a/img/door.png": ["A red door", "The door"], "up one.jpg": ["two"], "a/café.png": ["Café"],
            "a/named.png": ["by name", "Named", "ref"],
            "a/img/plan.svg": ["Plan", "Ground floor", "The plan of 1910"],
        ]
        #expect(try mentions("a/notes.md", text) == expected)
    }

    @Test func pagesShowPictures() throws {
        let html = """
            <html><body><p>Words <img src="./x.png" alt="An X"> <img src="y.png"> <img alt="none"></p>
            <figure><figcaption><p>Both of them</p></figcaption><img src="1.png" alt="One"><img src="2.png"></figure>
            <img src="//host/x.png" alt="host"><img src="a%2F..%2F..%2F..%2Fx.png" alt="climbs">
            <svg><image xlink:href="drawn.png"/></svg><img src=" x.png " alt="An X"></body></html>
            """
        let expected = ["d/x.png": ["An X"], "d/1.png": ["One", "Both of them"], "d/2.png": ["Both of them"]]
        #expect(try mentions("d/page.html", html) == expected)
    }

    @Test func addressesStayInside() {
        func path(_ address: String, _ base: String) -> String? { MemberAddress.resolve(address, from: base) }
        #expect(path("../media/a.png", "ppt/slides/s.xml") == "ppt/media/a.png")
        #expect(path("/word/a.png", "word/document.xml") == "word/a.png")
        #expect(path("../../a", "x/y") == nil && path("", "x") == nil && path("#top", "x") == nil)
        #expect(path("%2e%2e/%2e%2e/a", "x/y") == nil && path("mailto:x", "x") == nil)
        #expect(path("a%zz%4", "x") == "a%zz%4")
        let bytes = CorpusPath(bytes: [0xFF, 0x2F, 0x61])
        #expect(MemberAddress.resolve("b.png", from: bytes)?.bytes == [0xFF, 0x2F] + Array("b.png".utf8))
    }
}
