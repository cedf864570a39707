package import CyclicGC
import HeapGraph
import HeapTrace
import SQLite
import TraceStore

/// Snapshots of a run's heap, which show what keeps objects alive.
package struct Snapshots {
  /// A stored snapshot.
  package struct Summary: Equatable, Sendable {
    package var id: Int64
    package var run: Int64
    package var event: Int64
    package var name: String
    package var objects: Int64
    package var bytes: Int64
  }

  /// SQLite's page cache while a snapshot is written, in KiB. The index by target is written in random order.
  private static let cacheSize = 262_144

  let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// Takes a snapshot of a complete run's heap, given by name or id (nil: the newest), and stores it.
  ///
  /// - Parameter name: the snapshot's name; nil: it is named after its moment.
  package func make(
    run runName: String?,
    at moment: TraceMoment,
    name: String? = nil,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> Summary {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .write)
      let run = try database.completeRun(runName)
      let again = try RunReplay(run, in: database)
      let event = try moment.event(in: again.trace, database)
      var replay = again.begin()
      try again.feed(&replay, upTo: event, monitor: monitor)
      let snapshot = HeapSnapshot(replay.collector.heap)
      let retention = Retention(snapshot)
      try monitor.check(Progress(done: event, total: event, unit: .events))
      try database.limitCache(toKibibytes: Self.cacheSize)
      try database.begin()
      do {
        let id = try write(snapshot, retention, again, event, name ?? moment.text, database)
        try monitor.check(Progress(done: event, total: event, unit: .events))
        try database.commit()
        return Summary(
          id: id,
          run: run.id,
          event: event,
          name: name ?? moment.text,
          objects: Int64(snapshot.objects.count),
          bytes: snapshot.bytes
        )
      } catch {
        database.rollBack()
        throw error
      }
    } catch { throw GCTraceError(error) }
  }

  private func write(
    _ snapshot: borrowing HeapSnapshot,
    _ retention: borrowing Retention,
    _ again: RunReplay,
    _ event: Int64,
    _ name: String,
    _ database: TraceDatabase
  ) throws(SQLiteError) -> Int64 {
    var writer = try SnapshotWriter(database.connection, ranks: again.ranks)
    let id = writer.id
    let numbers = again.types.map { Int64($0.number) }
    for (node, object) in snapshot.objects.enumerated() {
      var row = SnapshotWriter.Object()
      row.rank = object.rank
      row.type = numbers[Int(object.typeIndex)]
      row.size = object.size
      row.payload = object.payload
      row.generation = object.generation.map(Int64.init)
      row.referenceCount = Int64(object.referenceCount)
      row.external = Int64(object.external)
      let distance = retention.distances[node]
      row.distance = distance < 0 ? nil : Int64(distance)
      let dominator = retention.dominators.immediate[node]
      row.dominator = dominator == Dominators.none ? nil : snapshot.objects[Int(dominator)].rank
      row.retainedObjects = retention.retainedObjects[node]
      row.retainedBytes = retention.retainedBytes[node]
      try writer.write(row)
    }
    var index = 0
    for (node, object) in snapshot.objects.enumerated() {
      for (place, target) in snapshot.graph.references(of: Int32(node)).enumerated() {
        try writer.write(
          referenceOf: object.rank,
          place: Int64(place),
          to: snapshot.objects[Int(target)].rank,
          count: Int64(snapshot.counts[index])
        )
        index += 1
      }
    }
    try writer.finish(
      run: again.run.id,
      event: event,
      name: name,
      types: sums(snapshot, retention, numbers)
    )
    return id
  }

  /// The sums over the objects of each type.
  private func sums(
    _ snapshot: borrowing HeapSnapshot,
    _ retention: borrowing Retention,
    _ numbers: [Int64]
  ) -> [SnapshotWriter.TypeSum] {
    let retained = retention.retainedBytes(
      ofGroups: snapshot.objects.map(\.typeIndex),
      count: numbers.count
    )
    var sums = numbers.indices.map { index in
      var sum = SnapshotWriter.TypeSum()
      sum.type = numbers[index]
      sum.retainedBytes = retained[index]
      return sum
    }
    for object in snapshot.objects {
      sums[Int(object.typeIndex)].objects += 1
      sums[Int(object.typeIndex)].bytes &+= object.bytes
    }
    return sums.filter { $0.objects > 0 }
  }
}
