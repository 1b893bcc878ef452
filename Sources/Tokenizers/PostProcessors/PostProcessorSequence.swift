/// Several post-processors, one after the other.
struct PostProcessorSequence: PostProcessor {
    let processors: [any PostProcessor]

    var specialTokenCount: Int { processors.reduce(0) { $0 + $1.specialTokenCount } }

    func process(_ encoding: inout Encoding) {
        for processor in processors { processor.process(&encoding) }
    }
}
