// swift-tools-version: 6.0
import PackageDescription

// Data flows in one direction, and the targets stand in its order:
//
//     files → Crawler → Extraction → Encoders → VectorIndex + Catalog → Search → Explorer / command line
//
// `scripts/check-imports` holds every target to the dependencies that it declares here.

let package = Package(
    name: "nearest",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // The words that every part shares: items, segments, spaces, neighbours, and the ports.
        .target(name: "NearestCore"),

        // The one way to open a document: by its name's bytes, never blocking.
        .target(name: "FileAccess", dependencies: ["NearestCore"]),

        // Which files are new, changed, moved or gone.
        .target(name: "Crawler", dependencies: ["NearestCore", "FileAccess", .crypto]),

        // A file becomes items and segments.
        .systemLibrary(name: "CLibXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        // libvips, FFmpeg and tesseract, loaded when the first picture or recording is decoded.
        .target(name: "CVips"),
        // What keeps a process that reads files from everything else.
        .target(name: "CSandbox"),
        .target(name: "CFFmpeg"),
        .target(name: "CTesseract"),
        .target(
            name: "Extraction",
            dependencies: [
                "NearestCore", "FileAccess", "CLibXML", "CLibArchive", "CVips", "CFFmpeg", "CTesseract", "CSandbox",
            ]),

        // Text to token ids.
        .target(name: "Tokenizers", dependencies: ["NearestCore"]),

        // ONNX graphs, and the library that runs them.
        .target(name: "COpenVINO", cSettings: [.headerSearchPath("../../.openvino/include")]),
        .target(
            name: "Inference", dependencies: ["NearestCore", "COpenVINO", .crypto, .protobuf],
            exclude: ["onnx.proto"]),

        // Segments and queries to vectors: one file an architecture.
        .target(name: "Encoders", dependencies: ["NearestCore", "Tokenizers", "Inference", .crypto]),

        // What lies on other machines: models on a hub, and encoders behind an API.
        .target(
            name: "Remote",
            dependencies: [
                "NearestCore", "Inference", "Encoders", .crypto, .httpClient, .nio, .nioCore, .nioHTTP, .toml,
            ]),

        // Vectors on disk, and the scan that finds the nearest.
        .target(name: "CVectorKernels"),
        // Matrix products, from whichever BLAS the machine has, loaded when the first is computed.
        .target(name: "CBLAS", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "VectorIndex", dependencies: ["NearestCore", "CVectorKernels", "CBLAS"]),

        // Items, segments, spaces and failures, in SQLite.
        .target(name: "Catalog", dependencies: ["NearestCore", .grdb]),

        // The write path: crawl, extract, encode, commit.
        .target(
            name: "Indexing",
            dependencies: ["NearestCore", "Crawler", "Extraction", "Encoders", "VectorIndex", "Catalog", .crypto]),

        // The read path: parse, encode, search, calibrate, preview.
        .target(
            name: "Search", dependencies: ["NearestCore", "Extraction", "Encoders", "VectorIndex", "Catalog"]),

        // Cells, layout and widgets, without a terminal; then the one caller of ncurses.
        .target(name: "TerminalKit"),
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(name: "NcursesTerminal", dependencies: ["TerminalKit", "CNcurses"]),

        // The app as a pure state machine.
        .target(name: "Explorer", dependencies: ["NearestCore", "TerminalKit"]),

        // The composition root.
        .executableTarget(
            name: "nearest",
            dependencies: [
                "NearestCore", "Crawler", "Extraction", "Tokenizers", "Inference", "Encoders", "Remote",
                "VectorIndex", "Catalog", "Indexing", "Search", "TerminalKit", "NcursesTerminal", "Explorer",
                .argumentParser,
            ]),

        // What `scripts/benchmark-encoding` and `scripts/check-encoders` run.
        .executableTarget(name: "EncodingBenchmark", dependencies: ["NearestCore", "Encoders", "Extraction"]),

        // A worker that does what files can do to one, for the tests of what starts workers.
        .executableTarget(
            name: "FaultyWorker", dependencies: ["NearestCore", "Extraction"], path: "Tests/FaultyWorker"),
        // What `scripts/check-kills` runs, and a little of it the tests.
        .executableTarget(
            name: "CrashTrial", dependencies: ["NearestCore", "VectorIndex", "Catalog", "Extraction", "Indexing"]),

        .testTarget(name: "NearestCoreTests", dependencies: ["NearestCore"]),
        .testTarget(name: "CrawlerTests", dependencies: ["NearestCore", "Crawler"]),
        .testTarget(
            name: "ExtractionTests", dependencies: ["NearestCore", "FileAccess", "Extraction"],
            exclude: ["Fixtures"]),
        .testTarget(name: "TokenizersTests", dependencies: ["Tokenizers"], resources: [.copy("Fixtures")]),
        .testTarget(name: "InferenceTests", dependencies: ["Inference"]),
        .testTarget(
            name: "EncodersTests", dependencies: ["Encoders", "Extraction"], resources: [.copy("Fixtures")]),
        .testTarget(name: "RemoteTests", dependencies: ["NearestCore", "Remote", .nio, .nioCore, .nioHTTP]),
        .testTarget(name: "VectorIndexTests", dependencies: ["NearestCore", "VectorIndex"]),
        .testTarget(name: "CatalogTests", dependencies: ["Catalog"]),
        .testTarget(name: "IndexingTests", dependencies: ["Indexing", "Extraction", "Encoders", "Search"]),
        .testTarget(name: "SearchTests", dependencies: ["Extraction", "Indexing", "Search"]),
        .testTarget(name: "TerminalKitTests", dependencies: ["TerminalKit"]),
        .testTarget(name: "NcursesTerminalTests", dependencies: ["NcursesTerminal"]),
        .testTarget(name: "ExplorerTests", dependencies: ["Explorer"], exclude: ["Drawings"]),
        .testTarget(name: "EndToEndTests"),
    ],
    swiftLanguageModes: [.v6]
)

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let httpClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let nio = product(name: "NIOPosix", package: "swift-nio")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP = product(name: "NIOHTTP1", package: "swift-nio")
    static let protobuf = product(name: "SwiftProtobuf", package: "swift-protobuf")
    static let toml = product(name: "TOMLKit", package: "TOMLKit")
}
