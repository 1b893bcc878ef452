/// Asks an unreliable server again, each time after a longer and less predictable pause.
///
/// When a server comes back after an outage, every client that waited the same second knocks at once and it
/// falls over again. The pause therefore doubles up to a limit and is then drawn at random between nothing and
/// that ("full jitter"), so that the crowd spreads out.
struct PatientClient {
    var attempts = 6
    var firstPause: Duration = .milliseconds(200)
    var longestPause: Duration = .seconds(20)

    func run<Answer>(_ request: () async throws -> Answer) async throws -> Answer {
        var ceiling = firstPause
        for attempt in 1... {
            do {
                return try await request()
            } catch  where attempt < attempts {
                try await Task.sleep(for: ceiling * Double.random(in: 0..<1))
                ceiling = min(ceiling * 2, longestPause)
            }
        }
        fatalError("the loop ends by returning or throwing")
    }
}
