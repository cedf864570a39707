internal import CyclicGC
internal import GCTraceKit
internal import Glibc
internal import HeapTrace
internal import TraceStore

/// Times the collector alone: the collections that a log requests at its end, without reading and writing.
package enum CollectionTimes {
  /// One `collect` event.
  package struct Collection: Equatable, Sendable {
    package var seconds: Double
    package var candidates: Int64
    /// References traversed, each in both passes.
    package var visits: Int64
  }

  /// Replays the newest trace of a database in this process, and measures the CPU time of each collection that a `collect` event starts.
  package static func measure(database path: String) throws -> [Collection] {
    let database = try TraceDatabase.open(path: path, mode: .read)
    guard let trace = try database.newestTrace(),
      let version = CollectorVersion(PythonVersion(3, 11, 7))
    else { return [] }
    let ranks = try database.ranks(ofTrace: trace.id)
    var replay = Replay(
      Setting(version),
      types: try database.types(ofTrace: trace.id),
      objectCount: Int(ranks.count),
      polls: trace.hasPolls,
      simulatesFreeLists: trace.simulatesFreeLists,
      marksRoots: trace.marksRoots,
      listsMembers: false
    )
    var cursor = try EventCursor(database, trace: trace.id, ranks: ranks)
    var batch = ReplayBatch()
    var collections: [Collection] = []
    while try cursor.next(into: &batch) {
      var start = processTime()
      while try replay.run(batch) == .collected {
        let end = processTime()
        let record = replay.collector.record
        if record.trigger == .explicit {
          collections.append(
            Collection(
              seconds: end - start,
              candidates: record.candidates,
              visits: record.visits
            )
          )
        }
        start = processTime()
      }
    }
    return collections
  }

  private static func processTime() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
