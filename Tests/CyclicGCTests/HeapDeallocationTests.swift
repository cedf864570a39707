import TraceTesting
import Testing

@testable import CyclicGC

struct HeapDeallocationTests {
  @Test func droppingTheLastReferenceFreesAtOnce() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 10
      alloc 2 1 20
      ref 1 2
      release 2
      release 1
      """
    )
    #expect(replayed.survivors.isEmpty)
    #expect(replayed.deaths[2] == Death(cause: .referenceCount, index: 5))
    #expect(replayed.counts == [0, 0, 0])
    #expect(replayed.records.isEmpty)
  }

  /// A chain that is too long for recursion.
  @Test func aMillionLongChainIsFreedAtOnce() throws {
    let length = 1_000_000
    var log = "threshold 0\n"
    log.reserveCapacity(length * 44)
    for number in 1...length {
      log += "alloc \(number) 1 8\n"
      if number > 1 { log += "ref \(number - 1) \(number)\nrelease \(number)\n" }
    }
    log += "release 1"
    let replayed = try Replayed(log)
    #expect(replayed.survivors.isEmpty)
    #expect(replayed.counts[0] == 0)
  }

  /// Records whose finalizer runs first: each retains the log of the order, which is the order of references in object 1.
  @Test func finalizersRunDepthFirstInTheOrderOfReferences() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      alloc 2 1 8
      alloc 3 2 8
      alloc 4 2 8
      alloc 5 2 8
      alloc 13 7 0
      alloc 14 7 0
      alloc 15 7 0
      finalizer 3 ref 1 13
      finalizer 4 ref 1 14
      finalizer 5 ref 1 15
      ref 2 3
      ref 3 4
      ref 2 5
      release 3
      release 4
      release 5
      release 2
      unref 1 14
      collect
      """
    )
    // 3 before its own reference 4, and that before 5; the tuple-like order shows in visits: 13 and 15 are left.
    #expect(replayed.survivors.keys.sorted() == [1, 13, 14, 15])
    #expect(replayed.survivors[14]?.referenceCount == 1)
    #expect(replayed.survivors[15]?.referenceCount == 2)
    #expect(replayed.broken.isEmpty)
  }

  @Test func aFinalizerThatResurrectsLeavesTheObjectInGeneration0() throws {
    let replayed = try Replayed(
      """
      alloc 1 2 8
      alloc 2 1 8
      finalizer 1 ref 2 1
      collect
      release 1
      """
    )
    #expect(replayed.generations == [[1], [], [2], []])
    #expect(
      replayed.survivors[1]
        == Replay.Survivor(rank: 0, generation: 0, referenceCount: 1, external: 0)
    )
  }

  @Test func aFinalizerRunsOnceInALife() throws {
    let replayed = try Replayed(
      """
      alloc 1 2 8
      finalizer 1 retain 1
      release 1
      release 1
      """
    )
    #expect(replayed.survivors.isEmpty)
    #expect(replayed.deaths[1]?.index == 4)
  }

  @Test func anUntrackedObjectThatIsResurrectedIsTracked() throws {
    let replayed = try Replayed("alloc 1 2 8 untracked\nfinalizer 1 retain 1\nrelease 1")
    #expect(replayed.generations[0] == [1])
  }

  @Test func aFinalizersStepsThatNoLongerApplyAreSkipped() throws {
    let replayed = try Replayed(
      """
      alloc 1 2 8
      alloc 2 1 8
      alloc 3 1 8
      finalizer 1 retain 2
      finalizer 1 unref 3 1
      finalizer 1 release 3 5
      finalizer 1 ref 3 3
      release 2
      release 1
      """
    )
    #expect(replayed.survivors.keys.sorted() == [3])
    #expect(replayed.survivors[3]?.referenceCount == 2)
  }

  @Test func anEmptiedScriptDoesNothing() throws {
    let replayed = try Replayed("alloc 1 2 8\nfinalizer 1 retain 1\nfinalizer 1\nrelease 1")
    #expect(replayed.survivors.isEmpty)
  }

  /// The newest weak reference's callback runs first, and removes something that the older one's callback needs.
  @Test func callbacksRunNewestFirst() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      alloc 2 1 8
      alloc 3 1 8
      weakref 4 6 8 1 callback
      weakref 5 6 8 1 callback
      ref 2 3
      callback 5 clear 2
      callback 4 ref 2 2
      release 3
      release 1
      """
    )
    #expect(replayed.survivors[3] == nil)
    #expect(replayed.survivors[2]?.referenceCount == 2)
  }

  /// Weak references that only the deallocation still holds die after all callbacks, the last one called first.
  @Test func weakReferencesAreGivenUpLastFirst() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      alloc 2 1 8
      weakref 3 9 8 1 callback
      weakref 4 9 8 1 callback
      finalizer 3 retain 3
      finalizer 4 retain 4
      callback 4 clear 2
      callback 3 retain 2
      ref 2 3
      ref 2 4
      release 3
      release 4
      collect
      release 1
      """
    )
    #expect(replayed.generations == [[3, 4], [], [2], []])
    #expect(replayed.survivors[2]?.external == 2)
  }

  @Test func aCallbackCannotReachTheDyingObject() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      weakref 2 6 8 1 callback
      callback 2 retain 1
      callback 2 retain 2
      release 1
      """
    )
    #expect(replayed.survivors.keys.sorted() == [2])
    #expect(replayed.survivors[2]?.external == 2)
  }

  @Test func aDeadWeakReferenceIsNotCalled() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      alloc 3 1 8
      weakref 2 6 8 1 callback
      callback 2 retain 3
      release 2
      release 1
      """
    )
    #expect(replayed.survivors.keys.sorted() == [3])
    #expect(replayed.survivors[3]?.external == 1)
  }

  /// A weak reference of a type that is not kind=weakref leaves its target's list all the same.
  @Test(arguments: [1, 7])
  func aWeakReferenceOfAnyKindLeavesItsTarget(type: Int) throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      weakref 2 \(type) 8 1 callback
      release 2
      alloc 3 1 8
      ref 1 1
      release 1
      collect
      """
    )
    #expect(replayed.survivors.keys.sorted() == [3])
    #expect(replayed.records.last?.callbacks == 0)
    #expect(replayed.broken.isEmpty)
  }

  @Test func aFreeListTakesTheDeadUpToItsLimitAndTheCountStays() throws {
    let objects = (1...5).map { "alloc \($0) 8 8" } + (1...5).map { "release \($0)" }
    #expect(try Replayed(objects.joined(separator: "\n")).counts[0] == 2)
    let reused = objects + ["alloc 6 8 8 reused", "alloc 7 8 8", "release 7", "release 6"]
    // 7 was counted and takes the place that 6 left; 6 then finds none.
    #expect(try Replayed(reused.joined(separator: "\n")).counts[0] == 2)
    #expect(try Replayed((objects + ["collect"]).joined(separator: "\n")).counts[0] == 0)
  }

  @Test func theCountStaysAboveZero() throws {
    let replayed = try Replayed(
      "alloc 1 1 8\nalloc 2 1 8\ncollect\nrelease 1\nrelease 2\nalloc 3 1 8"
    )
    #expect(replayed.counts[0] == 1)
  }
}
