import TraceTesting
import Testing

@testable import CyclicGC

@Suite struct CollectionObserverTests {
  /// An observer's view of one collection.
  private struct Sight {
    var unreachable: [Int32]
    /// By unreachable object: the targets of its references.
    var references: [Int32: [Int32]]
    var sequence: Int64
    var freed: [Int32] = []
    var collected: Int64 = -1
  }

  private final class Witness: CollectionObserver {
    var sights: [Sight] = []
    /// Contradictions between the calls.
    var contradictions: [String] = []

    func foundGarbage(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {
      let unreachable = heap.ranks(on: .unreachable)
      if Int64(unreachable.count) != record.unreachable {
        contradictions.append("\(unreachable.count) are not \(record.unreachable)")
      }
      var references: [Int32: [Int32]] = [:]
      for rank in unreachable {
        var targets: [Int32] = []
        heap.forEachReference(ofRank: rank) { target, count in
          targets += Array(repeating: target, count: Int(count))
        }
        references[rank] = targets
      }
      checkCounts(heap)
      sights.append(
        Sight(unreachable: unreachable, references: references, sequence: record.sequence)
      )
    }

    func ended(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {
      guard var sight = sights.popLast() else { return contradictions.append("ended unasked") }
      if sight.sequence != record.sequence { contradictions.append("another collection") }
      sight.freed = sight.unreachable.filter { !heap.isAlive(rank: $0) }
      sight.collected = record.collected
      let listed = record.members.flatMap { member in
        [.freed, .resurrected, .saved, .uncollectable].contains(member.outcome) ? member.ranks : []
      }
      if listed.sorted() != sight.unreachable.sorted() {
        contradictions.append("\(sight.unreachable) are not the record's \(listed)")
      }
      sights.append(sight)
    }

    /// The observer sees every reference: the references to an object, and its external ones, add up to its reference count.
    private func checkCounts(_ heap: borrowing Heap) {
      var held = [Int32](repeating: 0, count: Int(heap.rankCount))
      for rank in 0..<heap.rankCount {
        heap.forEachReference(ofRank: rank) { target, count in held[Int(target)] += count }
      }
      for rank in 0..<heap.rankCount {
        guard let state = heap.state(ofRank: rank) else { continue }
        if state.referenceCount != state.external + held[Int(rank)] {
          contradictions.append("\(state) is held \(held[Int(rank)]) times")
        }
      }
    }
  }

  private func watch(_ trace: DecodedTrace, python: String = "3.11.7") throws -> Witness {
    let release = try #require(PythonVersion(python))
    var replay = trace.replay(try #require(CollectorVersion(release)))
    let witness = Witness()
    replay.observe(with: witness)
    for batch in trace.batches { while try replay.run(batch) == .collected {} }
    return witness
  }

  @Test func garbageIsSeenWholeBeforeAnythingIsCleared() throws {
    let trace = try DecodedTrace(
      log:
        Replayed.header + """
          alloc 1 1 10
          alloc 2 2 20
          alloc 3 6 30
          weakref 4 6 30 1
          alloc 5 1 10
          ref 1 2 2
          ref 2 1
          ref 2 3
          ref 5 1
          unref 5 1
          release 1
          release 2
          release 3
          collect 0

          """
    )
    let witness = try watch(trace)
    #expect(witness.contradictions == [])
    let sight = try #require(witness.sights.first)
    #expect(sight.sequence == 1)
    #expect(sight.unreachable == [0, 1, 2])
    #expect(sight.references == [0: [1, 1], 1: [0, 2], 2: []])
    #expect(sight.freed == [0, 1, 2])
    #expect(sight.collected == 3)
  }

  @Test(arguments: NaiveVersion.all)
  func whatIsSeenIsWhatTheRecordSays(version: NaiveVersion) throws {
    var unreachable = 0
    for seed in 0..<15 as Range<UInt64> {
      let random = try RandomTrace(
        RandomTrace.Options(drawnFrom: seed, events: 200, version: version)
      )
      let witness = try watch(try DecodedTrace(log: random.text), python: version.python)
      #expect(witness.contradictions == [], "seed \(seed)")
      unreachable += witness.sights.reduce(0) { $0 + $1.unreachable.count }
    }
    #expect(unreachable > 30)
  }
}
