import Testing

@testable import Explorer

@Suite struct FiguresTests {
    @Test func counts() {
        #expect(
            [0, 999, 1000, 34_021, 1_234_567, -1200].map { Figures.count($0) } == [
                "0", "999", "1,000", "34,021", "1,234,567", "-1,200",
            ])
        #expect(Figures.count(1, "file") == "1 file" && Figures.count(0, "file") == "0 files")
    }

    @Test func scores() {
        #expect(
            [0.714, 0.006, -0.004, -0.25, 1, .nan].map { Figures.score($0) } == [
                "0.71", "0.01", "0.00", "-0.25", "1.00", "-",
            ])
    }

    @Test func percentiles() {
        let values = [100, 99.98, 99.0, 98.99, 91, 92, 93, 11, 12, 13, 0, -3, Double.nan]
        #expect(
            values.map(Figures.percentile) == [
                "99.9th", "99.9th", "99.0th", "98th", "91st", "92nd", "93rd", "11th", "12th", "13th", "0th", "0th",
                "-",
            ])
    }

    @Test func times() {
        #expect(
            [0.42, 9.94, 9.96, 59.4, 200, 7500, .infinity].map(Figures.duration) == [
                "0.4 s", "9.9 s", "10 s", "59 s", "3 min 20 s", "2 h 5 min", "-",
            ])
        #expect([0.84, 12.3, 999, 1200].map(Figures.latency) == ["0.8 ms", "12 ms", "999 ms", "1.2 s"])
        #expect([5, 65, 7389].map(Figures.clock) == ["0:05", "1:05", "2:03:09"])
    }
}
