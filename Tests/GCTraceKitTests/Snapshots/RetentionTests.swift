import CyclicGC
import HeapGraph
import TraceTesting
import Testing

@testable import GCTraceKit

/// Snapshots of random heaps, compared with the effect of removing objects.
@Suite struct RetentionTests {
  @Test(arguments: NaiveVersion.all)
  func agreesWithWhatRemovalFrees(version: NaiveVersion) throws {
    var objects = 0
    for seed in 0..<8 as Range<UInt64> {
      let text = try RandomTrace(
        RandomTrace.Options(drawnFrom: seed, events: 120, version: version)
      ).text
      let trace = try DecodedTrace(log: text)
      let release = try #require(PythonVersion(version.python))
      var replay = trace.replay(try #require(CollectorVersion(release)))
      for (index, batch) in trace.batches(of: 20).enumerated() {
        while try replay.run(batch) == .collected {}
        let snapshot = HeapSnapshot(replay.collector.heap)
        #expect(Int64(snapshot.objects.count) == replay.collector.heap.objectsAlive)
        #expect(snapshot.bytes == replay.collector.heap.bytesAlive)
        check(snapshot, "seed \(seed), batch \(index)")
        objects += snapshot.objects.count
      }
    }
    #expect(objects > 500)
  }

  private func check(_ snapshot: HeapSnapshot, _ place: Comment) {
    let count = snapshot.objects.count
    let naive = NaiveGraph(
      count: count,
      references: (0..<Int32(count)).flatMap { source in
        snapshot.graph.references(of: source).map { HeapGraph.Reference(source, $0) }
      }
    )
    let retention = Retention(snapshot)
    let roots = snapshot.roots.map(Int.init)
    #expect(roots == (0..<count).filter { snapshot.objects[$0].external > 0 }, place)
    #expect(retention.distances == naive.distances(roots: roots).map { Int32($0 ?? -1) }, place)
    let dominated = naive.dominated(roots: roots)
    func bytes(_ nodes: Set<Int>) -> Int64 { nodes.reduce(0) { $0 + snapshot.objects[$1].bytes } }
    for node in 0..<count {
      let own = dominated[node] ?? [node]
      #expect(retention.retainedObjects[node] == Int64(own.count), place)
      #expect(retention.retainedBytes[node] == bytes(own), place)
    }
    // By type, the bytes that its objects retain together, each byte once.
    let types = snapshot.objects.map(\.typeIndex)
    let sums = retention.retainedBytes(ofGroups: types, count: 15)
    for type in 0..<15 {
      let members = types.indices.filter { types[$0] == Int32(type) }
      let together = members.reduce(into: Set<Int>()) { $0.formUnion(dominated[$1] ?? [$1]) }
      #expect(sums[type] == bytes(together), place)
    }
  }
}
