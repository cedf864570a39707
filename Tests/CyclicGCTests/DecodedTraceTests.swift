import HeapTrace
import TraceTesting
import Testing

@testable import CyclicGC

struct DecodedTraceTests {
  @Test func anEventTakesAtMostTwentyFourBytes() {
    #expect(MemoryLayout<ReplayEvent>.stride <= 24)
  }

  @Test func aLogIsDecodedWithRanksForNumbers() throws {
    let trace = try DecodedTrace(
      log: """
        gctrace 1
        meta python 3.12.1
        type 7 node
        alloc 50 7 8
        alloc 9 7 16 error
        ref 50 9 3
        mark first
        finalizer 50 ref 9 50 2
        callback 50
        threshold 5 6
        mark second
        collect 1

        """
    )
    let events = trace.batches.flatMap(\.events)
    // Ranks follow the numbers, not the order of births.
    #expect(
      events == [
        ReplayEvent(.allocate, object: 1, other: 7, n: 8),
        ReplayEvent(.allocate, object: 0, other: 7, n: 16, flags: .error),
        ReplayEvent(.reference, object: 1, target: 0, n: 3),
        ReplayEvent(.mark),
        ReplayEvent(.finalizer, object: 1, target: 0, other: 1, n: 2, script: .reference),
        ReplayEvent(.callback, object: 1, other: -1),
        ReplayEvent(.threshold, other: 2, n: 0),
        ReplayEvent(.mark),
        ReplayEvent(.collect, generation: 1),
      ]
    )
    #expect(trace.batches.flatMap(\.operands) == [5, 6])
    #expect(trace.marks == [.init(event: 4, text: "first"), .init(event: 8, text: "second")])
    #expect(trace.python == "3.12.1" && !trace.polls && trace.eventCount == 9)
  }

  @Test(arguments: [("meta safepoints poll\n", true), ("poll\n", true), ("count 1\npoll\n", false)])
  func safePointsAreToldByMetaOrAFirstPoll(head: String, polls: Bool) throws {
    #expect(try DecodedTrace(log: "gctrace 1\n" + head).polls == polls)
  }

  @Test func batchesOfAnyLengthHoldTheSameEvents() throws {
    let options = RandomTrace.Options(drawnFrom: 3, events: 100, version: NaiveVersion.all[2])
    let trace = try DecodedTrace(log: try RandomTrace(options).text)
    let all = trace.batches.flatMap(\.events)
    for length in [1, 7, 64, 1000] {
      let batches = trace.batches(of: length)
      #expect(batches.flatMap(\.events) == all)
      var next: Int64 = 1
      for batch in batches {
        #expect(batch.firstSequence == next && batch.events.count <= length)
        next += Int64(batch.events.count)
      }
    }
  }
}
