import HeapTrace
import TraceTesting
import Testing

@testable import CyclicGC

@Suite struct ReferenceWatchTests {
  /// The number of references between objects, by a pair of ranks.
  private func held(_ replay: borrowing Replay) -> [[Int32]: Int64] {
    var held: [[Int32]: Int64] = [:]
    for rank in 0..<replay.collector.heap.rankCount {
      replay.collector.heap.forEachReference(ofRank: rank) { target, count in
        held[[rank, target], default: 0] += Int64(count)
      }
    }
    return held
  }

  @Test(arguments: NaiveVersion.all, [false, true])
  func knowsSinceWhenEachReferenceIsHeld(version: NaiveVersion, hasScripts: Bool) throws {
    var seen = 0
    for seed in 0..<6 as Range<UInt64> {
      var options = RandomTrace.Options(drawnFrom: seed, events: 200, version: version)
      if !hasScripts {
        // A script may drop a reference and add it again within one event, which a look at the heap between events cannot notice.
        options.weights[.finalizer] = 0
        options.weights[.callback] = 0
        options.weights[.garbage] = 0
      }
      let trace = try DecodedTrace(log: try RandomTrace(options).text)
      let release = try #require(PythonVersion(version.python))
      var replay = trace.replay(try #require(CollectorVersion(release)))
      replay.watchReferences(among: Array(repeating: 0, count: Int(trace.ranks.count)))
      var since: [[Int32]: Int64] = [:]
      for batch in trace.batches(of: 1) {
        while try replay.run(batch) == .collected {}
        let now = held(replay)
        since = since.filter { now[$0.key] != nil }
        for (pair, count) in now {
          let addition = replay.collector.heap.addition(from: pair[0], to: pair[1])
          #expect(addition?.count == count, "seed \(seed), event \(batch.firstSequence): \(pair)")
          let first = since[pair] ?? batch.firstSequence
          since[pair] = first
          if !hasScripts { #expect(addition?.event == first, "seed \(seed): \(pair)") }
          seen += 1
        }
      }
    }
    #expect(seen > 100)
  }

  @Test func referencesBetweenGroupsAreNotWatched() throws {
    let trace = try DecodedTrace(
      log: Replayed.header + "alloc 1 1 8\nalloc 2 1 8\nalloc 3 1 8\nref 1 2\nref 2 3\nref 1 3\n"
    )
    var replay = trace.replay(try #require(CollectorVersion(PythonVersion(3, 11, 7))))
    replay.watchReferences(among: [4, 4, -1])
    while try replay.run(trace.batches[0]) == .collected {}
    #expect(replay.collector.heap.addition(from: 0, to: 1)?.event == 4)
    #expect(replay.collector.heap.addition(from: 1, to: 2) == nil)
    #expect(replay.collector.heap.addition(from: 0, to: 2) == nil)
  }
}
