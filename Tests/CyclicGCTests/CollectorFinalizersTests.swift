import TraceTesting
import Testing

@testable import CyclicGC

struct CollectorFinalizersTests {
  /// docs/collector.md 9.36: three self-cycles. The finalizer of the second resurrects it, and that of the third does not.
  @Test(arguments: NaiveVersion.all)
  func resurrection(version: NaiveVersion) throws {
    let log = """
      disable
      alloc 1 1 8
      alloc 2 2 8
      alloc 3 2 8
      ref 1 1
      ref 2 2
      ref 3 3
      finalizer 2 retain 2
      release 1
      release 2
      release 3
      collect 0

      """
    let replayed = try Replayed(log + "collect", python: version.python)
    let (first, second) = (replayed.records[0], replayed.records[1])
    #expect(first.finalized == 2 && second.finalized == 0)
    if version.savesAllWhenAnyIsResurrected {
      #expect(first.collected == 0 && second.collected == 2)
      #expect(replayed.members(.resurrected, in: first) == [1, 2, 3])
    } else {
      #expect(first.collected == 2 && second.collected == 0)
      #expect(replayed.members(.resurrected, in: first) == [2])
      #expect(replayed.members(.freed, in: first) == [1, 3])
    }
    #expect(
      try Replayed(log, python: version.python).generations[version.incremental == nil ? 1 : 2]
        .contains(2)
    )
    let dropped = try Replayed(log + "collect\nrelease 2\ncollect", python: version.python)
    #expect(dropped.records[2].collected == 1 && dropped.records[2].finalized == 0)
    #expect(dropped.survivors.isEmpty)
  }

  /// docs/collector.md 9.37.
  @Test(arguments: NaiveVersion.all)
  func aFinalizerThatBreaksTheCycle(version: NaiveVersion) throws {
    let replayed = try Replayed(
      "alloc 1 2 8\nalloc 2 1 8\nref 1 2\nref 2 1\nfinalizer 1 clear 1\nrelease 1\nrelease 2\ncollect",
      python: version.python
    )
    #expect(replayed.records.first?.collected == 0)
    #expect(replayed.survivors.isEmpty)
    #expect(replayed.records.first.map { replayed.members(.freed, in: $0) } == [1, 2])
  }

  /// docs/collector.md 9.43.
  @Test func aFinalizerRunsOnceWhateverFrees() throws {
    let replayed = try Replayed(
      "alloc 1 2 8\nfinalizer 1 ref 1 1\nrelease 1\ncollect"
    )
    #expect(replayed.records.first?.collected == 1)
    #expect(replayed.records.first?.finalized == 0)
    #expect(replayed.survivors.isEmpty)
  }

  /// docs/collector.md 9.44.
  @Test func uncollectable() throws {
    let log = """
      alloc 1 3 8
      ref 1 1
      alloc 2 1 8
      ref 1 2
      alloc 3 1 8
      ref 2 3
      alloc 4 1 8
      ref 4 4
      alloc 5 1 8
      alloc 6 1 8
      ref 5 6
      ref 6 5
      ref 5 1
      weakref 7 6 8 1 callback
      release 1
      release 2
      release 3
      release 4
      release 5
      release 6
      collect 0

      """
    let replayed = try Replayed(log + "collect 0\ncollect 1\nrelease 1\ncollect")
    #expect(replayed.records.map(\.collected) == [3, 0, 0, 0])
    #expect(replayed.records.map(\.uncollectable) == [3, 0, 0, 3])
    #expect(replayed.records.map(\.callbacks) == [0, 0, 0, 0])
    #expect(replayed.members(.uncollectable, in: replayed.records[0]) == [1, 2, 3])
    let once = try Replayed(log)
    #expect(once.survivors[1]?.external == 1)
    #expect(once.survivors[2]?.external == 0)
    #expect(once.generations[1] == [7, 1, 2, 3])
  }

  /// docs/collector.md 9.45.
  @Test func saveAll() throws {
    let log = """
      debug saveall
      alloc 1 2 8
      alloc 2 1 8
      ref 1 1
      ref 2 2
      release 1
      release 2
      collect 0

      """
    let replayed = try Replayed(log + "collect\nrelease 1\nrelease 2\ncollect")
    #expect(replayed.records.map(\.collected) == [2, 0, 2])
    #expect(replayed.records.map(\.finalized) == [1, 0, 0])
    #expect(replayed.members(.saved, in: replayed.records[0]) == [1, 2])
    #expect(try Replayed(log).generations[1] == [1, 2])
    let off = try Replayed(log + "debug off\nrelease 1\nrelease 2\ncollect")
    #expect(off.survivors.isEmpty)
  }

  /// docs/collector.md 9.46: nothing clears a tuple.
  @Test func whatNothingClearsIsCollectedAgainAndAgain() throws {
    let replayed = try Replayed("alloc 1 4 8\nref 1 1\nrelease 1\ncollect 0\ncollect\ncollect")
    #expect(replayed.records.map(\.collected) == [1, 1, 1])
    #expect(replayed.members(.saved, in: replayed.records[2]) == [1])
    #expect(replayed.generations[2] == [1])
  }

  @Test func aTupleInACycleIsFreedByTheOthers() throws {
    let replayed = try Replayed(
      "alloc 1 4 8\nalloc 2 1 8\nref 1 2\nref 2 1\nrelease 1\nrelease 2\ncollect"
    )
    #expect(replayed.records.first?.collected == 2)
    #expect(replayed.survivors.isEmpty)
  }

  /// An object that a deallocation resurrects during the collection is young, and no longer a candidate of the collection.
  @Test(arguments: ["3.8.18", "3.9.18", "3.15.0"])
  func broughtBackByADeallocationInACollection(python: String) throws {
    let replayed = try Replayed(
      """
      alloc 1 2 8
      alloc 2 2 8
      alloc 3 1 8
      alloc 4 2 8
      ref 1 2
      ref 1 1
      ref 3 3
      ref 4 4
      finalizer 1 clear 1
      finalizer 2 ref 4 2
      finalizer 4 retain 4
      release 1
      release 2
      release 3
      release 4
      collect 0
      untrack 2
      alloc 5 1 8
      ref 5 2
      collect 0
      collect
      """,
      python: python
    )
    #expect(replayed.broken.isEmpty)
    #expect(replayed.survivors.keys.sorted() == [2, 4, 5])
    #expect(replayed.survivors[2]?.generation == nil)
    #expect(replayed.generations == [[], [], [4, 5], []])
  }
}
