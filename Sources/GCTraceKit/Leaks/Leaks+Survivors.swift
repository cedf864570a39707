import CyclicGC
import HeapGraph
import HeapTrace
import SQLite
import TraceStore

extension Leaks {
  /// Adds the heap at the end of the log.
  mutating func take(
    _ snapshot: HeapSnapshot,
    _ again: RunReplay,
    limit: Int?
  ) throws {
    let retention = Retention(snapshot)
    func precedes(_ one: Int, _ other: Int) -> Bool {
      let (first, second) = (retention.retainedBytes[one], retention.retainedBytes[other])
      return first == second ? one < other : first > second
    }
    let holders = snapshot.objects.indices.filter { retention.retainedObjects[$0] > 1 }
    let most = holders.sorted(by: precedes).prefix(limit ?? .max)
    survivors = try describe(Array(most), snapshot, retention, again)
    let kept = try uncollectableRanks(again).compactMap { snapshot.node(ofRank: $0).map(Int.init) }
    let ordered = kept.sorted(by: precedes).prefix(limit ?? .max)
    uncollectable = try describe(Array(ordered), snapshot, retention, again)
  }

  /// The candidates that some collection of the run found uncollectable.
  private func uncollectableRanks(_ again: RunReplay) throws -> [Int32] {
    let (database, run, ranks) = (again.database, again.run, again.ranks)
    var rows = try Statement(
      database.connection,
      """
      SELECT DISTINCT object_id FROM member
      WHERE run_id = ?1 AND outcome = 'uncollectable' ORDER BY object_id
      """
    )
    try rows.bind(run.id, at: 1)
    var found: [Int32] = []
    while try rows.step() {
      if let rank = ranks.rank(of: rows.integer(at: 0)) { found.append(rank) }
    }
    return found
  }

  private func describe(
    _ nodes: [Int],
    _ snapshot: HeapSnapshot,
    _ retention: Retention,
    _ again: RunReplay
  ) throws -> [Survivor] {
    let numbers = nodes.map { again.ranks.number(ofRank: snapshot.objects[$0].rank) }
    let facts = try again.facts(ofObjects: numbers)
    return zip(nodes, numbers).map { node, number in
      Survivor(
        object: number,
        type: facts[number]?.type ?? "",
        site: facts[number]?.site,
        generation: snapshot.objects[node].generation,
        bytes: snapshot.objects[node].bytes,
        retainedObjects: retention.retainedObjects[node],
        retainedBytes: retention.retainedBytes[node]
      )
    }
  }
}
