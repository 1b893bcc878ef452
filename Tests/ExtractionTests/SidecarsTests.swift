import NearestCore
import Testing

@testable import Extraction

/// Which files speak of which.
@Suite struct SidecarsTests {
    private func sidecars(_ names: String...) -> Sidecars {
        Sidecars(of: names.map { CorpusPath($0) })
    }

    @Test func aNameSharedButForTheExtensionMakesASidecar() {
        let found = sidecars("a/cat.jpg", "a/cat.txt", "a/cat.jpg.json", "a/cat.xmp", "a/dog.txt", "cat.txt")
        #expect(
            found.byFile == [
                CorpusPath("a/cat.jpg"): [
                    CorpusPath("a/cat.jpg.json"), CorpusPath("a/cat.txt"), CorpusPath("a/cat.xmp"),
                ]
            ])
        #expect(!found.all.contains(CorpusPath("cat.txt")) && !found.all.contains(CorpusPath("a/dog.txt")))
    }

    @Test func subtitlesMayNameTheirLanguage() {
        let found = sidecars("film.mp4", "film.en.srt", "film.de.vtt", "film.srt", "film.en.txt")
        #expect(
            found.byFile[CorpusPath("film.mp4")]?.map(\.display) == ["film.de.vtt", "film.en.srt", "film.srt"])
        #expect(!found.all.contains(CorpusPath("film.en.txt")))
    }

    @Test func onlyWhatSpeaksOfTheKindCounts() {
        #expect(sidecars("photo.png", "photo.srt").all.isEmpty)
        #expect(sidecars("song.mp3", "song.lrc").all == [CorpusPath("song.lrc")])
        #expect(sidecars("paper.pdf", "paper.txt").all.isEmpty)
    }

    @Test func oneFileMaySpeakOfTwo() {
        let found = sidecars("x.jpg", "x.png", "x.txt")
        #expect(found.byFile.count == 2 && found.all.count == 1)
    }

    @Test func hiddenNamesHaveNoExtension() {
        #expect(sidecars(".jpg", ".txt", "a/.txt").all.isEmpty)
    }
}
