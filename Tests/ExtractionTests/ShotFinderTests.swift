import Testing

@testable import Extraction

@Suite("Shots")
struct ShotFinderTests {
    private func sketch(_ level: UInt8) -> [UInt8] { [UInt8](repeating: level, count: 64 * 36 * 3) }

    private func cuts(_ levels: [UInt8], isSparse: Bool = false) -> [Double] {
        var finder = ShotFinder(isSparse: isSparse)
        for (number, level) in levels.enumerated() { finder.add(sketch(level), at: Double(number)) }
        return finder.cuts.map(\.moment)
    }

    @Test("finds a cut, and takes neither movement nor a flash nor a fade for one")
    func cuts() {
        #expect(cuts([50, 50, 50, 90, 90, 90]) == [3])
        #expect(cuts([50, 60, 70, 80, 90, 100, 110]) == [])
        #expect(cuts([50, 50, 50, 250, 50, 50, 50]) == [])
        #expect(cuts([50, 50, 50, 52, 54, 54]) == [])
        #expect(cuts([50, 90]) == [1] && cuts([50]) == [] && cuts([]) == [])
        #expect(cuts([50, 51, 90, 60, 61], isSparse: true) == [2, 3])
    }

    @Test("passes over pictures whose moments do not ascend")
    func moments() {
        var finder = ShotFinder(isSparse: false)
        for moment in [0, 1, 1, 0.5, .nan, 2] { finder.add(sketch(9), at: moment) }
        #expect(finder.moments == [0, 1, 2])
    }

    @Test("keeps shots longer than a second and parts those of more than thirty")
    func plan() {
        let cuts = [(0.5, Float(90)), (4, 50), (4.2, 90), (6, 40), (9.6, 90)].map {
            (moment: $0.0, difference: $0.1)
        }
        let plan = ShotPlan(cuts: cuts, start: 0, end: 10, limit: 100)
        #expect(plan.shots == [0..<4.2, 4.2..<6, 6..<10])
        #expect(ShotPlan(cuts: cuts, start: 0, end: 10, limit: 2).shots == [0..<4.2, 4.2..<10])
        #expect(ShotPlan(cuts: [], start: 0, end: 75, limit: 9).shots == [0..<25, 25..<50, 50..<75])
        #expect(ShotPlan(cuts: [], start: 3, end: 3, limit: 9).shots == [3..<3])
    }

    @Test("hears a recording in windows of thirty seconds")
    func windows() {
        func ends(_ seconds: Double) -> [Double] {
            SoundWindows.pieces(of: seconds).compactMap(\.place.seconds?.upperBound)
        }
        #expect(ends(0) == [] && ends(.nan) == [] && ends(3) == [3] && ends(30) == [30] && ends(34.9) == [34.9])
        #expect(ends(35) == [30, 35] && ends(64) == [30, 64] && ends(66) == [30, 60, 66])
    }
}
