import HeapTrace
import Testing
import TraceTesting

@testable import CyclicGC

/// The collector does what an explanation predicts.
struct CollectionStoryTests {
  /// Rehearses every collection, and compares the rehearsal with the collection.
  private final class Rehearsal: CollectionObserver {
    private var story = CollectionStory()
    private var list = ObjectList.young
    private(set) var differences: [String] = []
    private(set) var rescues = 0

    func began(
      _ heap: borrowing Heap,
      _ record: borrowing CollectionRecord,
      _ candidates: ObjectList
    ) {
      story = CollectionStory()
      story.rehearse(candidates, heap)
      list = candidates
    }

    func foundGarbage(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {
      var reachable: [Int32] = []
      var aside: [Int32] = []
      for step in story.steps {
        switch step {
        case .reachable(let index, _): reachable.append(story.candidates[index].rank)
        case .putAside(let index): aside.append(story.candidates[index].rank)
        case .rescued(let index, _):
          rescues += 1
          aside.removeAll { $0 == story.candidates[index].rank }
        }
      }
      let putAside = story.steps.count { if case .putAside = $0 { true } else { false } }
      if reachable != heap.ranks(on: list) { differences.append("\(record.sequence): reachable") }
      if aside != heap.ranks(on: .unreachable) {
        differences.append("\(record.sequence): unreachable")
      }
      if Int64(putAside) != record.tentative { differences.append("\(record.sequence): tentative") }
    }
  }

  @Test(arguments: NaiveVersion.all)
  func rehearsalsComeTrue(version: NaiveVersion) throws {
    var rescues = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      let log = try RandomTrace(
        RandomTrace.Options(drawnFrom: seed, events: 300, version: version)
      )
      let trace = try DecodedTrace(log: log.text)
      let python = try #require(PythonVersion(version.python))
      var replay = trace.replay(try #require(CollectorVersion(python)))
      let rehearsal = Rehearsal()
      replay.observe(with: rehearsal)
      for batch in trace.batches { while try replay.run(batch) == .collected {} }
      #expect(rehearsal.differences.isEmpty, "seed \(seed)")
      rescues += rehearsal.rescues
    }
    // Increments examine few objects at a time, so few are rescued.
    #expect(rescues > (version.incremental == nil ? 20 : 4))
  }

  @Test func oneCollectionIsTold() throws {
    let trace = try DecodedTrace(
      log: """
        gctrace 1
        type 1 node
        type 2 closing finalizer
        alloc 1 1 8
        alloc 2 1 8
        ref 2 1
        release 1
        alloc 3 2 8
        ref 3 3
        release 3
        collect 1
        collect 0

        """
    )
    let python = try #require(PythonVersion("3.11.7"))
    var replay = trace.replay(try #require(CollectorVersion(python)))
    let explainer = CollectionExplainer(collection: 1)
    replay.observe(with: explainer)
    replay.keepHistory()
    for batch in trace.batches { while try replay.run(batch) == .collected {} }
    let story = try #require(explainer.story)
    #expect(story.candidates.map(\.left) == [0, 1, 0])
    #expect(
      story.steps == [
        .putAside(0), .reachable(1, by: nil), .rescued(0, by: 1), .putAside(2),
        .reachable(0, by: 1),
      ]
    )
    #expect(story.reachable == [1, 0])
    #expect(story.unreachable == [2])
    #expect(story.finalized == [2])
    #expect(story.freed == [2])
    #expect(story.record.sequence == 1)
    #expect(story.members(.reachable).map(\.to) == [2, 2])
  }
}
