import TraceTesting
import Testing

@testable import CyclicGC

struct CollectorWeakReferencesTests {
  /// docs/collector.md 9.38: weak references that their callbacks drop are counted.
  @Test func aWeakReferenceThatDiesIsCollected() throws {
    let log = """
      alloc 1 1 8
      ref 1 1
      weakref 2 6 8 1 callback
      alloc 3 5 8
      ref 3 2
      release 2
      callback 2 clear 3
      release 1

      """
    let dropped = try Replayed(log + "collect")
    #expect(dropped.records.first?.collected == 2)
    #expect(dropped.records.first?.unreachable == 1)
    let kept = try Replayed(log + "callback 2\ncollect")
    #expect(kept.records.first?.collected == 1)
    #expect(kept.records.first?.callbacks == 1)
  }

  /// docs/collector.md 9.39.
  @Test func garbageWeakReferencesAreSilent() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      weakref 2 6 8 1 callback
      ref 1 1
      ref 1 2
      release 2
      release 1
      collect
      """
    )
    #expect(replayed.records.first?.collected == 2)
    #expect(replayed.records.first?.callbacks == 0)
  }

  @Test func aCalledWeakReferenceMovesToTheOldList() throws {
    let replayed = try Replayed(
      """
      alloc 9 1 8
      weakref 2 6 8 0 callback
      collect
      alloc 1 1 8
      ref 1 1
      watch 2 1 callback
      release 1
      collect 0
      """
    )
    #expect(replayed.generations == [[], [2], [9], []])
    let record = try #require(replayed.records.last)
    #expect(replayed.members(.moved, in: record) == [2])
    #expect(record.promoted == 0)
  }

  @Test(arguments: ["untrack 2", "freeze"])
  func aCalledWeakReferenceThatWasNowhereYoung(event: String) throws {
    let replayed = try Replayed(
      """
      weakref 2 6 8 0
      \(event)
      alloc 1 1 8
      ref 1 1
      watch 2 1 callback
      release 1
      collect 0
      """
    )
    #expect(replayed.generations == [[], [2], [], []])
    #expect(replayed.broken.isEmpty)
  }

  /// docs/collector.md 9.41 and section 4.4: whether a weak reference still works after a resurrection.
  @Test(arguments: [("3.8.18", false), ("3.13.0", false), ("3.14.7", false), ("3.15.0", true)])
  func plainWeakReferencesAfterAResurrection(python: String, lives: Bool) throws {
    let log = """
      alloc 1 2 8
      ref 1 1
      weakref 2 6 8 1
      finalizer 1 retain 1
      release 1
      collect
      clear 1

      """
    // A live weak reference is on the list of its target. The test recognises it by a newer watch of the same target, which leaves one of
    // two callbacks to call.
    let trace = try Replayed(log, python: python).trace
    let release = try #require(PythonVersion(python))
    let version = try #require(CollectorVersion(release))
    var replay = trace.replay(version)
    for batch in trace.batches { while try replay.run(batch) == .collected {} }
    let target = replay.collector.heap.slotOfRank[0]
    let first = replay.collector.heap.firstWeakReference(to: target)
    #expect((first >= 0) == lives)
  }

  @Test func callbacksRunBeforeFinalizers() throws {
    let replayed = try Replayed(
      """
      alloc 1 2 8
      ref 1 1
      alloc 3 1 8
      alloc 4 7 8
      weakref 2 6 8 1 callback
      callback 2 ref 3 4
      finalizer 1 clear 3
      release 1
      collect
      """
    )
    #expect(replayed.survivors[4]?.referenceCount == 1)
    #expect(replayed.records.first?.finalized == 1 && replayed.records.first?.callbacks == 1)
  }

  /// A weak reference that a legacy object keeps is recorded once, as a candidate.
  @Test func aCalledWeakReferenceThatALegacyObjectKeeps() throws {
    let replayed = try Replayed(
      """
      alloc 1 3 8
      ref 1 1
      alloc 3 1 8
      ref 3 3
      weakref 2 6 8 3 callback
      ref 1 2
      release 1
      release 2
      release 3
      collect 0
      """
    )
    let record = try #require(replayed.records.first)
    #expect(record.callbacks == 1)
    #expect(replayed.members(.uncollectable, in: record) == [1, 2])
    #expect(replayed.members(.moved, in: record).isEmpty)
    #expect(record.promoted == 2)
    #expect(replayed.generations[1] == [2, 1])
  }

  /// docs/collector.md 9.40: the newest weak reference of an object is called first, in a collection as in a deallocation.
  @Test func callbacksInACollectionRunNewestFirst() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      ref 1 1
      alloc 2 1 8
      alloc 3 1 8
      weakref 4 6 8 1 callback
      weakref 5 6 8 1 callback
      ref 2 3
      callback 5 clear 2
      callback 4 ref 2 2
      release 3
      release 1
      collect
      """
    )
    #expect(replayed.records.first?.callbacks == 2)
    #expect(replayed.survivors[3] == nil)
    #expect(replayed.survivors[2]?.referenceCount == 2)
  }
}
