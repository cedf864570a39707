import HeapTrace
import TraceTesting
import Testing

@testable import CyclicGC

struct CollectorThresholdTests {
  /// The generation that one allocation collects, given the counts and the long_lived figures.
  private func generation(
    counts: String,
    pending: Int,
    total: Int,
    thresholds: String = "10 10 10"
  ) throws -> Int? {
    try Replayed("threshold \(thresholds)\nstate \(counts) \(pending) \(total)\nalloc 1 1 8")
      .records.first?.generation
  }

  /// docs/collector.md 9.23.
  @Test(arguments: [
    (999, 4003, false), (1000, 4003, true), (1000, 4004, false), (1001, 4004, true), (0, 3, true),
    (0, 4, false), (0, 0, true),
  ])
  func theQuarterRule(pending: Int, total: Int, passes: Bool) throws {
    #expect(
      try generation(counts: "10 0 11", pending: pending, total: total) == (passes ? 2 : 0)
    )
    #expect(
      try generation(counts: "10 11 11", pending: pending, total: total) == (passes ? 2 : 1)
    )
  }

  @Test func aRejectedFullCollectionKeepsItsCount() throws {
    let log = "threshold 10 5 5\nstate 10 6 100 0 4\nalloc 1 1 8"
    #expect(try Replayed(log).counts == [0, 0, 101])
    #expect(try Replayed(log.replacing("10 6 100", with: "10 5 100")).counts == [0, 6, 100])
  }

  @Test func countsMustExceedTheirThresholds() throws {
    #expect(try generation(counts: "9 11 11", pending: 0, total: 0) == nil)
    #expect(try generation(counts: "10 10 10", pending: 0, total: 0) == 0)
    #expect(try generation(counts: "10 11 10", pending: 0, total: 0) == 1)
  }

  /// docs/collector.md 9.22: the generation that every 21st allocation collects.
  @Test func cadence() throws {
    let log =
      "threshold 20 10 10\n" + Array(repeating: "count 21", count: 300).joined(separator: "\n")
    let collected = try Replayed(log).records.map(\.generation)
    #expect(collected.count == 300)
    #expect(collected.firstIndex(of: 2) == 132)
    let middles = collected.indices.filter { collected[$0] == 1 }.map { $0 + 1 }
    #expect(Array(middles.prefix(13)) == (1...11).map { $0 * 12 } + [145, 157])
  }

  @Test(arguments: ["3.11.7", "3.13.0"])
  func cadenceOfSmallThresholds(python: String) throws {
    let log = "threshold 10 1 1\n" + Array(repeating: "count 11", count: 13).joined(separator: "\n")
    let collected = try Replayed(log, python: python).records.map(\.generation)
    #expect(collected == [0, 0, 1, 0, 0, 1, 2, 0, 0, 1, 0, 0, 1])
  }

  /// docs/collector.md 9.21.
  @Test func explicitCollectionsFeedTheCounts() throws {
    let log = "threshold 10 3 3\n" + [0, 0, 0, 0].map { "collect \($0)" }.joined(separator: "\n")
    #expect(try Replayed(log).counts == [0, 4, 0])
    #expect(try Replayed(log + "\ncollect 1\ncollect 1").counts == [0, 0, 2])
    #expect(try Replayed(log + "\ncollect 1\ncollect 1\ncollect").counts == [0, 0, 0])
    #expect(try Replayed(log + "\ncount 11").records.last?.generation == 1)
  }

  /// docs/collector.md 9.1: the candidates of the collection that an allocation starts.
  @Test func theObjectThatCrossesTheThreshold() throws {
    let log = (["threshold 10 1000 1000"] + (1...11).map { "alloc \($0) 1 8" }).joined(
      separator: "\n"
    )
    let inside = try Replayed(log, python: "3.11.7")
    #expect(inside.generations == [[11], Array(1...10), [], []])
    #expect(inside.counts[0] == 0)
    let atSafePoint = try Replayed(log, python: "3.12.1")
    #expect(atSafePoint.generations == [[], Array(1...11), [], []])
    #expect(atSafePoint.counts[0] == 0)
  }

  /// docs/collector.md 9.2.
  @Test func deferral() throws {
    let log =
      (["poll", "threshold 10 1000 1000"] + (1...50).map { "alloc \($0) 1 8" } + ["poll"])
      .joined(separator: "\n")
    let inside = try Replayed(log, python: "3.11.7")
    #expect(inside.counts == [6, 4, 0])
    #expect(inside.generations.map(\.count) == [7, 43, 0, 0])
    let atSafePoint = try Replayed(log, python: "3.13.0")
    #expect(atSafePoint.counts == [0, 1, 0])
    #expect(atSafePoint.generations.map(\.count) == [0, 50, 0, 0])
  }

  /// docs/collector.md 9.12 to 9.16.
  @Test func whatKeepsAnAllocationFromCollecting() throws {
    #expect(try Replayed("threshold 10\ndisable\ncount 38").counts[0] == 38)
    let enabled = try Replayed("threshold 10\ndisable\ncount 38\nenable\nalloc 1 1 8")
    #expect(enabled.records.count == 1)
    #expect(try Replayed("threshold 0\ncount 5000").records.isEmpty)
    #expect(try Replayed("threshold -1 1000 1000\ncount 20").records.count == 20)
    #expect(try Replayed("threshold -1 1000 1000\ncount 20", python: "3.12.1").records.count == 1)
    let lowered = "count 50\nthreshold 10"
    #expect(try Replayed(lowered).records.isEmpty)
    #expect(try Replayed(lowered + "\ncount 1").records.count == 1)
    let error = "threshold 1\ncount 1\nalloc 1 1 8 error"
    #expect(try Replayed(error).records.isEmpty)
    #expect(try Replayed(error + "\nalloc 2 1 8").records.count == 1)
    #expect(try Replayed("threshold 1\ncount 1\nalloc 1 1 8 reused").records.isEmpty)
    #expect(try Replayed("threshold 1\ncount 1\nalloc 1 7 8").records.isEmpty)
  }

  /// docs/collector.md 9.17, 9.19, 9.20.
  @Test(arguments: ["3.12.1", "3.12.14", "3.13.0", "3.15.0"])
  func whatHappensBeforeTheSafePoint(python: String) throws {
    let scheduled = "poll\nthreshold 10\ncount 12\n"
    #expect(try Replayed(scheduled, python: python).records.isEmpty)
    #expect(try Replayed(scheduled + "poll", python: python).records.count == 1)
    #expect(try Replayed(scheduled + "count -5\npoll", python: python).records.isEmpty)
    #expect(try Replayed(scheduled + "collect 0\npoll", python: python).records.count == 1)
    let disabled = try Replayed(scheduled + "disable\npoll\nenable\npoll", python: python)
    #expect(disabled.records.count == (python == "3.12.1" ? 1 : 0))
    // The allocation decides that a collection runs; the counts at the safe point decide which one.
    let raised = try Replayed(scheduled + "threshold 20\npoll", python: python)
    #expect(raised.records.isEmpty)
  }

  @Test func thresholdsThatAreFixedStandAgainstTheLog() throws {
    let trace = try Replayed("threshold 5\ncount 8").trace
    let setting = try #require(Setting(python: PythonVersion(3, 11, 7), thresholds: [7, 10, 3]))
    var replay = trace.replay(setting)
    var collections = 0
    for batch in trace.batches {
      while try replay.run(batch) == .collected { collections += 1 }
    }
    #expect(collections == 1)
    let thresholds = replay.collector.pacing.thresholds
    #expect(thresholds == (7, 10, 3))
  }

  @Test(arguments: ["3.12.1", "3.12.14", "3.13.0", "3.15.0"])
  func aCountBackAtItsThresholdCollectsNothing(python: String) throws {
    let scheduled = "poll\nthreshold 10\ncount 12\n"
    #expect(try Replayed(scheduled + "count -1\npoll", python: python).records.count == 1)
    #expect(try Replayed(scheduled + "count -2\npoll", python: python).records.isEmpty)
  }

  /// In a log with simulated free lists, the contents of a free list decide which allocations are counted, not `reused`.
  @Test func aSimulatedFreeListServesAllocations() throws {
    let simulated = "meta freelists simulated\n"
    let log = """
      alloc 1 8 8
      alloc 2 8 8
      release 1
      release 2
      alloc 3 8 8
      alloc 4 8 8
      alloc 5 8 8
      """
    #expect(try Replayed(log).counts[0] == 5)
    #expect(try Replayed(simulated + log).counts[0] == 3)
    // An allocation with `reused` is counted if the free list is empty, and may start a collection.
    let empty = "threshold 1\ncount 1\nalloc 1 8 8 reused"
    #expect(try Replayed(empty).records.isEmpty)
    #expect(try Replayed(simulated + empty).records.count == 1)
    // A type without a free list behaves as always.
    #expect(try Replayed(simulated + "alloc 1 1 8 reused\nalloc 2 1 8").counts[0] == 1)
  }

  /// A tuple of another size than those on the list was allocated elsewhere. It goes to the free list of its final size.
  @Test func aSimulatedFreeListOfTuplesServesTheirSize() throws {
    let log = """
      meta freelists simulated
      type 20 tuple kind=tuple freelist=2
      alloc 1 20 64
      release 1
      alloc 2 20 96
      size 2 64
      release 2
      alloc 3 20 64
      alloc 4 20 64
      """
    #expect(try Replayed(log).counts[0] == 2)
    #expect(try Replayed(log + "\nalloc 5 20 64").counts[0] == 3)
    #expect(try Replayed(log.replacing("size 2 64\n", with: "")).counts[0] == 4)
  }

  /// docs/collector.md 9.9: a full collection empties the free lists. They then take the next dead objects, which are not counted.
  @Test(arguments: [(1, 0), (2, 2)])
  func aFullCollectionEmptiesTheFreeLists(generation: Int, count: Int64) throws {
    let log = """
      alloc 1 8 8
      alloc 2 8 8
      release 1
      release 2
      collect \(generation)
      alloc 3 8 8
      alloc 4 8 8
      release 3
      release 4
      """
    #expect(try Replayed(log).counts[0] == count)
  }
}
