import Testing

@testable import CyclicGC

struct CollectorReachabilityTests {
  /// docs/collector.md 9.26.
  @Test func rescueReversesAChain() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      alloc 2 1 8
      ref 2 1
      alloc 3 1 8
      ref 3 2
      release 1
      release 2
      collect 0
      """
    )
    #expect(replayed.generations[1] == [3, 2, 1])
    #expect(replayed.records.first?.tentative == 2)
    #expect(replayed.records.first?.unreachable == 0)
    // Both passes traverse both references, and no pass traverses one again.
    #expect(replayed.records.first?.visits == 4)
  }

  /// docs/collector.md 9.26: A x B y C z, and a tuple of C, x, y, z, visited from its last item.
  @Test func rescueFollowsTheOrderOfReferences() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      alloc 11 1 8
      alloc 2 1 8
      ref 2 1
      alloc 12 1 8
      alloc 3 1 8
      ref 3 2
      alloc 13 1 8
      alloc 20 1 8
      ref 20 13
      ref 20 12
      ref 20 11
      ref 20 3
      release 1
      release 2
      release 3
      release 11
      release 12
      release 13
      collect
      """
    )
    #expect(replayed.generations[2] == [20, 13, 12, 11, 3, 2, 1])
  }

  /// docs/collector.md 9.27: the oldest generation, then generation 0, then 1.
  @Test func mergeOrder() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 8
      collect
      alloc 2 1 8
      collect 0
      alloc 3 1 8
      collect 2
      """
    )
    #expect(replayed.generations == [[], [], [1, 3, 2], []])
    let record = try #require(replayed.records.last)
    #expect(record.promoted == 2)
    #expect(record.candidates == 3)
  }

  @Test func aCycleIsFreedAndItsSizeCounted() throws {
    let replayed = try Replayed(
      """
      alloc 1 1 100
      alloc 2 1 20
      alloc 3 1 3
      ref 1 2
      ref 2 1
      release 1
      release 2
      collect 0
      """
    )
    let record = try #require(replayed.records.first)
    #expect(record.collected == 2 && record.unreachable == 2 && record.reachable == 1)
    #expect(record.bytesCollected == 120 && record.bytesCandidates == 123)
    #expect(record.heapBytesBefore == 123 && record.heapBytes == 3)
    #expect(record.heapObjectsBefore == 3 && record.heapObjects == 1)
    #expect(replayed.members(.freed, in: record) == [1, 2])
    #expect(replayed.members(.reachable, in: record) == [3])
    #expect(replayed.deaths[1] == Death(cause: .collection, index: 1))
  }

  @Test(arguments: ["ref 1 1 3", "ref 1 1\nref 1 2\nref 1 1 2"])
  func severalReferencesAreAccountedForOneByOne(references: String) throws {
    let log = "alloc 1 1 8\nalloc 2 7 8\n\(references)\nrelease 1\n"
    #expect(try Replayed(log + "collect").records.first?.collected == 1)
    let held = try Replayed(log.replacing("release 1\n", with: "") + "collect")
    #expect(held.records.first?.collected == 0)
  }

  @Test(arguments: ["untrack 2", "freeze", "collect 1"])
  func whatIsNoCandidateKeepsWhatItRefersToAlive(event: String) throws {
    let replayed = try Replayed(
      """
      alloc 2 1 8
      \(event)
      alloc 1 1 8
      ref 2 1
      ref 1 2
      release 1
      release 2
      collect 0
      """
    )
    #expect(replayed.records.last?.collected == 0)
    #expect(replayed.survivors.keys.sorted() == [1, 2])
  }

  @Test func anAtomicObjectKeepsWhatItRefersToAlive() throws {
    let replayed = try Replayed(
      "alloc 1 1 8\nalloc 2 7 8\nref 1 2\nref 2 1\nrelease 1\nrelease 2\ncollect"
    )
    #expect(replayed.records.last?.unreachable == 0)
    #expect(replayed.counts[0] == 0)
    #expect(replayed.survivors[2]?.generation == nil)
  }

  /// docs/collector.md 9.24, 9.25: the objects that the long_lived figures count.
  @Test func longLivedFigures() throws {
    let objects = (1...5).map { "alloc \($0) 1 8" }.joined(separator: "\n")
    #expect(try Replayed(objects + "\ncollect 0").longLived == (0, 0))
    #expect(try Replayed(objects + "\ncollect 1").longLived == (5, 0))
    #expect(try Replayed(objects + "\ncollect 1\ncollect").longLived == (0, 5))
    let frozen = try Replayed(objects + "\ncollect\nfreeze\nunfreeze")
    #expect(frozen.longLived == (0, 5))
    #expect(frozen.generations[2] == [1, 2, 3, 4, 5])
  }

  @Test func freezingOrder() throws {
    let log = "alloc 1 1 8\ncollect\nalloc 2 1 8\ncollect 0\nalloc 3 1 8\nfreeze\n"
    let frozen = try Replayed(log)
    #expect(frozen.generations == [[], [], [], [3, 2, 1]])
    #expect(frozen.counts == [0, 0, 0])
    #expect(try Replayed(log + "alloc 4 1 8\nunfreeze").generations == [[4], [], [3, 2, 1], []])
  }
}
