// Writes an index of random unit vectors and times exact single queries on it; `scripts/benchmark-search` builds
// and runs this, and compares it with numpy.
//
//     benchmark-search FOLDER ROWS DIMENSIONS QUERIES K
//
// Prints JSON: milliseconds for each way to read or search, and the answers, for the other side to check.

import Dispatch
import Foundation
import NearestCore
import Synchronization
import VectorIndex

func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
}

/// Uniform values, then length 1: the time of an exact scan does not depend on what it scans.
func unitVectors(_ count: Int, dimensions: Int, using generator: inout SplitMix64) -> VectorBatch {
    var values = [Float](repeating: 0, count: count * dimensions)
    for row in 0..<count {
        var squares: Float = 0
        for index in row * dimensions..<(row + 1) * dimensions {
            values[index] = Float(Int32(truncatingIfNeeded: generator.next())) * 0x1p-31
            squares += values[index] * values[index]
        }
        for index in row * dimensions..<(row + 1) * dimensions { values[index] /= squares.squareRoot() }
    }
    return VectorBatch(dimensions: dimensions, values: values)
}

/// Reads every byte of the folder's files once, through mappings as the index has them, on two threads.
struct WholeFiles {
    private let files: [Data]

    init(_ folder: String) throws {
        files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
            try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0), options: .alwaysMapped)
        }
    }

    func read() -> UInt32 {
        let sum = Atomic<UInt32>(0)
        for file in files {
            file.withUnsafeBytes { bytes in
                // Only read, and only while this call waits for the threads.
                nonisolated(unsafe) let lanes = bytes.bindMemory(to: SIMD16<UInt32>.self)
                let chunk = 8192
                DispatchQueue.concurrentPerform(iterations: (lanes.count + chunk - 1) / chunk) { index in
                    var (a, b, c, d) = (SIMD16<UInt32>(), SIMD16<UInt32>(), SIMD16<UInt32>(), SIMD16<UInt32>())
                    var lane = index * chunk
                    let end = min(lane + chunk, lanes.count)
                    while lane + 4 <= end {
                        a &+= lanes[lane]
                        b &+= lanes[lane + 1]
                        c &+= lanes[lane + 2]
                        d &+= lanes[lane + 3]
                        lane += 4
                    }
                    sum.wrappingAdd((a &+ b &+ c &+ d).wrappedSum(), ordering: .relaxed)
                }
            }
        }
        return sum.load(ordering: .relaxed)
    }
}

let arguments = CommandLine.arguments
let folder = arguments[1]
let numbers = arguments[2...].compactMap { Int($0) }
let (rows, dimensions, queries, k) = (numbers[0], numbers[1], numbers[2], numbers[3])

var generator = SplitMix64(seed: 1)
let writer = try VectorWriter(folder: folder, dimensions: dimensions, fingerprint: "benchmark", committedRows: 0)
var appending = 0.0
while writer.rows < rows {
    let batch = unitVectors(min(4096, rows - writer.rows), dimensions: dimensions, using: &generator)
    let first = Int64(writer.rows)
    appending += try milliseconds {
        try writer.append(ids: (0..<Int64(batch.count)).map { first + $0 }, vectors: batch)
    }
}
let syncing = try milliseconds { _ = try writer.sync() }

var times: [String: [Double]] = ["append": [appending], "sync": [syncing]]
func snapshot(_ kernels: VectorKernels, removed: Set<SegmentID> = []) throws -> FlatIndex {
    try FlatIndex(
        folder: folder, dimensions: dimensions, fingerprint: "benchmark", committedRows: rows, removed: removed,
        kernels: kernels)
}

var index = try snapshot(.fastest)
times["open"] = [try milliseconds { index = try snapshot(.fastest) }]
let asked = try index.sample(2 * queries, seed: 2)
let vectors = (0..<queries).map { i in
    zip(asked[2 * i], asked[2 * i + 1]).map { ($0 + $1) / 2 }
}

// Pages of the mapping are not in the page table yet: what a process feels that asks once.
index = try snapshot(.fastest)
times["first query"] = [
    try milliseconds { _ = try index.search(vectors[0], k: k, mode: .exact, allowed: nil) }
]
let files = try WholeFiles(folder)
var sink = files.read()
var answers: [[SegmentID]] = []
let sparse = Set((0..<Int64(rows)).filter { $0 % 1000 == 7 })
let dense = Set((0..<Int64(rows)).filter { $0 % 3 != 0 })
let kernels = try VectorKernels.supported.map { ($0.name, try snapshot($0)) }
for (_, other) in kernels { _ = try other.search(vectors[0], k: k, mode: .exact, allowed: nil) }
// Everything in turn, so that a neighbour's noise falls on all alike.
for query in vectors {
    times["read all", default: []].append(milliseconds { sink &+= files.read() })
    for (name, other) in kernels {
        var found: [ScoredSegment] = []
        let time = try milliseconds { found = try other.search(query, k: k, mode: .exact, allowed: nil) }
        times["query, \(name)", default: []].append(time)
        if name == VectorKernels.fastest.name { answers.append(found.map(\.segment)) }
    }
    times["query, one thread", default: []].append(
        try milliseconds { _ = try index.search(query, k: k, allowed: nil, threads: 1) })
}
// The rows of a filter are worked out once, while it stays the same.
for (name, allowed) in [("1 of 1000", sparse), ("2 of 3", dense)] {
    for (number, query) in vectors.enumerated() {
        let time = try milliseconds { _ = try index.search(query, k: k, mode: .exact, allowed: allowed) }
        times[number == 0 ? "new filter, \(name) allowed" : "query, \(name) allowed", default: []].append(time)
    }
}
times["refresh, 1000 more removed"] = [
    try milliseconds { _ = try index.refreshed(committedRows: rows, removed: sparse) }
]
let object: [String: Any] = [
    "times": times, "answers": answers, "queries": vectors.map { $0.map { Double($0) } }, "sink": Int(sink),
]
FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: object))
