import CyclicGC
import TraceTesting
import Testing

@testable import GCTraceKit

@Suite struct RecordingStartTests {
  private func lastEvent(_ events: String, batches: Int) throws -> Int64 {
    let log = "gctrace 1\ntype 1 node\n" + events.replacing("; ", with: "\n") + "\n"
    var start = RecordingStart()
    for batch in try DecodedTrace(log: log).batches(of: batches) { start.note(batch) }
    return start.lastEvent
  }

  @Test(
    arguments: [1, 100],
    [
      ("alloc 1 1 8; ref 1 1", 0),
      ("heap 1 1 8 2; heap 2 1 8 2; ref 1 2; release 1; alloc 3 1 8; ref 3 1", 4),
      ("alloc 1 1 8; heap 2 1 8 2; ref 2 1; state 0 0 0 0 0; ref 1 2", 4),
      ("heap 1 1 8 2; count 3; ref 1 1", 1),
      ("alloc 1 1 8", 0),
    ] as [(String, Int64)]
  )
  func isToldByTheLog(batches: Int, expected: (String, Int64)) throws {
    #expect(try lastEvent(expected.0, batches: batches) == expected.1)
  }
}
