import HeapTrace
import TraceTesting
import Testing

@testable import CyclicGC

struct ReplayTests {
  private let dead = "alloc 1 1 8\nalloc 2 1 8\nrelease 1\n"

  @Test(
    arguments: [
      ("ref 1 2", .reference), ("ref 2 1", .reference), ("unref 2 1", .unreference),
      ("unref 1 2", .unreference), ("retain 1", .retain), ("release 1", .release),
      ("clear 1", .clear), ("size 1 9", .size), ("track 1", .track), ("untrack 1", .untrack),
      ("watch 2 1", .watch), ("watch 1 2", .watch), ("finalizer 1", .finalizer),
      ("callback 1 retain 2", .callback), ("weakref 3 6 8 1", .weakReference),
    ] as [(String, EventKind)]
  )
  func anEventThatNamesADeadObject(event: String, kind: EventKind) throws {
    let death = Death(cause: .referenceCount, index: 3)
    #expect(
      try replayError(of: dead + event) == .notAlive(event: 4, kind: kind, object: 0, death: death)
    )
  }

  @Test func anObjectThatACollectionFreed() throws {
    let error = try replayError(of: "alloc 1 1 8\nref 1 1\nrelease 1\ncollect 0\ncollect\nretain 1")
    let death = Death(cause: .collection, index: 1)
    #expect(error == .notAlive(event: 6, kind: .retain, object: 0, death: death))
    #expect(error?.event == 6)
  }

  /// Up to 3.11, the weak reference's own allocation starts the collection.
  @Test func aTargetThatTheWeakReferencesOwnBirthFrees() throws {
    let log = "threshold 1\nalloc 1 1 8\nref 1 1\nrelease 1\nweakref 2 6 8 1"
    let death = Death(cause: .collection, index: 1)
    #expect(
      try replayError(of: log) == .notAlive(event: 5, kind: .weakReference, object: 0, death: death)
    )
    #expect(try replayError(of: log, python: "3.12.1") == nil)
  }

  @Test(arguments: [("", 2, 0, 1), ("ref 1 2 2\n", 2, 2, 3), ("ref 2 1\n", 2, 0, 1)])
  func aReferenceThatIsNotHeld(before: String, target: Int, held: Int64, dropped: Int64) throws {
    let error = try replayError(
      of: "alloc 1 1 8\nalloc 2 1 8\n\(before)unref 1 \(target) \(dropped)"
    )
    let event: Int64 = before.isEmpty ? 3 : 4
    #expect(
      error
        == .referenceNotHeld(event: event, source: 0, target: 1, held: held, dropped: dropped)
    )
  }

  @Test func aReleaseBelowZero() throws {
    let error = try replayError(of: "alloc 1 1 8\nretain 1\nref 1 1 5\nrelease 1 3")
    #expect(error == .releaseBelowZero(event: 4, object: 0, held: 2, dropped: 3))
  }

  @Test(arguments: ["retain 1 2147483647", "ref 1 1 2147483647", "ref 2 1 2147483647"])
  func tooManyReferences(event: String) throws {
    let error = try replayError(of: "alloc 1 1 8\nalloc 2 1 8\n\(event)")
    #expect(error == .tooManyReferences(event: 3, object: 0))
  }

  /// The most references possible, all of them in the cycle. The collector must still be able to hold one more.
  @Test(arguments: ["", "debug saveall\n"])
  func asManyReferencesAsCanBe(before: String) throws {
    var most = Int64(Int32.max)
    // The most references that the replay accepts, whatever the margin.
    while try replayError(of: "alloc 1 2 8\nref 1 1 \(most)") != nil, most > Int64(Int32.max) - 64 {
      most -= 1
    }
    let log = before + "alloc 1 2 8\nref 1 1 \(most)\nrelease 1\nref 1 1\n"
    #expect(try Replayed(log + "collect").records.first?.unreachable == 1)
  }

  @Test func aTypeThatTheTraceDoesNotHave() throws {
    var trace = try Replayed("alloc 1 1 8").trace
    trace.types.removeFirst()
    var replay = trace.replay(try #require(CollectorVersion(PythonVersion(3, 11, 7))))
    let batch = try #require(trace.batches.first)
    var error: ReplayError?
    do {
      _ = try replay.run(batch)
    } catch let thrown {
      error = thrown
    }
    #expect(error == .unknownType(event: 1, type: 1))
  }

  @Test func whatHeldWhenRecordingBegan() throws {
    let replayed = try Replayed(
      """
      heap 1 1 8 2
      heap 2 1 8 0
      heap 3 1 8 1
      heap 4 1 8 3
      heap 5 1 8 -
      heap 6 7 8 0
      heap 7 6 8 2
      watch 7 1 callback
      state 5 4 3 20 100
      """
    )
    #expect(replayed.generations == [[2], [3], [1, 7], [4]])
    #expect(replayed.counts == [5, 4, 3])
    #expect(replayed.longLived == (20, 100))
    #expect(replayed.survivors[5]?.generation == nil && replayed.survivors[6]?.generation == nil)
    #expect(replayed.survivors.values.allSatisfy { $0.external == 1 && $0.referenceCount == 1 })
  }

  @Test func aCountEventMayStartManyCollections() throws {
    let log = "threshold 9 1000\ncount 35\ncount -3\ncount -9\n"
    let inside = try Replayed(log)
    #expect(inside.records.map(\.event) == [2, 2, 2])
    #expect(inside.records.map(\.counts.0) == [10, 10, 10])
    #expect(inside.counts[0] == 0)
    let atSafePoint = try Replayed(log, python: "3.12.1")
    #expect(atSafePoint.records.map(\.counts.0) == [35])
  }

  @Test func timesHoldForLaterCollections() throws {
    let replayed = try Replayed("collect\ntime 7\ncollect\ncollect 0")
    #expect(replayed.records.map(\.time) == [nil, 7, 7])
    #expect(replayed.records.map(\.sequence) == [1, 2, 3])
    #expect(replayed.records.allSatisfy { $0.trigger == .explicit })
  }

  @Test func membersAreListedOnlyOnRequest() throws {
    let log = "alloc 1 1 8\nalloc 2 1 8\nref 1 1\nrelease 1\ncollect"
    #expect(try Replayed(log).records[0].members.flatMap(\.ranks).count == 2)
    let silent = try Replayed(log, members: false)
    #expect(silent.records[0].members.flatMap(\.ranks).isEmpty)
    #expect(silent.records[0].collected == 1 && silent.records[0].reachable == 1)
  }
}
