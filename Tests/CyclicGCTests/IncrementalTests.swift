import HeapTrace
import TraceTesting
import Testing

@testable import CyclicGC

/// The incremental collector of 3.14.0 to 3.14.4, in cases whose figures follow from its rules by reasoning on paper.
struct IncrementalTests {
  /// The reason why 3.14.5 abandoned it: 100 garbage self-cycles before each safe point, beside kept objects. The expected figure is the
  /// most cycles alive at once.
  @Test(arguments: [
    ("3.13.0", 0, 2100), ("3.13.0", 20_000, 2100), ("3.14.0", 0, 4200), ("3.14.0", 20_000, 4200),
    ("3.14.4", 0, 4200), ("3.14.4", 20_000, 35_700), ("3.14.4", 100_000, 115_500),
    ("3.14.7", 20_000, 2100),
  ])
  func theMemoryRegression(python: String, kept: Int, peak: Int64) throws {
    var lines = ["gctrace 1", "meta safepoints poll", "type 1 node"]
    for number in 0..<kept { lines.append("heap \(number + 1) 1 64 2") }
    lines.append("collect")
    for number in kept..<kept + 120_000 {
      lines += [
        "alloc \(number + 1) 1 64", "ref \(number + 1) \(number + 1)", "release \(number + 1)",
      ]
      if (number - kept) % 100 == 99 { lines.append("poll") }
    }
    let trace = try DecodedTrace(log: lines.joined(separator: "\n") + "\n")
    let version = try #require(PythonVersion(python).flatMap(CollectorVersion.init))
    var replay = trace.replay(Setting(version), listsMembers: false)
    for batch in trace.batches { while try replay.run(batch) == .collected {} }
    #expect(replay.collector.heap.peakObjects - Int64(kept) == peak)
  }

  /// Roots from the log are marked newest first, and their targets breadth first. An increment marks from the new roots alone.
  @Test func toldRoots() throws {
    let trace = try DecodedTrace(
      log: """
        gctrace 2
        meta roots marked
        type 1 node
        heap 1 1 8 2
        heap 2 1 8 2
        heap 3 1 8 2
        heap 4 1 8 2
        heap 5 1 8 2
        ref 1 3
        ref 2 4
        root 1
        root 2
        collect 2
        collect 1
        root 5
        unroot 2
        collect 1

        """
    )
    var replay = trace.replay(try #require(CollectorVersion(PythonVersion(3, 14, 0))))
    var lists: [[Int64]] = []
    for batch in trace.batches {
      while try replay.run(batch) == .collected {
        lists.append(replay.members(of: .visited).map { trace.ranks.number(ofRank: $0) })
        lists.append(replay.members(of: .oldest).map { trace.ranks.number(ofRank: $0) })
      }
    }
    #expect(lists == [[], [1, 2, 3, 4, 5], [2, 1, 4, 3], [5], [], [2, 1, 4, 3, 5]])
  }

  @Test func thePolicyOfARelease() throws {
    let first = try #require(Setting(python: PythonVersion(3, 14, 0)))
    #expect(first.policy == .incremental(Incremental(.first)))
    let revised = try #require(
      Setting(python: PythonVersion(3, 13, 0), policy: .incremental(Incremental(.first)))
    )
    #expect(revised.policy == .incremental(Incremental(.revised)))
    #expect(try #require(Setting(python: PythonVersion(3, 14, 5))).policy == .standard)
    #expect(first.isThatOfRecording(PythonVersion(3, 14, 0)))
    #expect(!first.isThatOfRecording(PythonVersion(3, 14, 1)))
  }
}
