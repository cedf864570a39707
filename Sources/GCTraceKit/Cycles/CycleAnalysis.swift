import CyclicGC
import HeapTrace
import SQLite
import TraceStore

/// Makes the cycles of a run. The first pass over the trace finds them, and the second finds their closing references; then both are
/// stored.
struct CycleAnalysis {
  private let finder: CycleFinder

  /// The analysis before the first pass, which needs `observer` as its observer.
  init(types: [TypeDefinition]) {
    finder = CycleFinder(types: types)
  }

  /// The observer of the first pass.
  var observer: any CollectionObserver { finder }

  /// Runs the second pass, over the same trace under the same setting. Then stores all results within the caller's transaction.
  ///
  /// - Parameter replay: replays the trace from its beginning, with the given observer and watch, and passes on each batch of events.
  func finish(
    run: Int64,
    ranks: ObjectRanks,
    in database: TraceDatabase,
    replaying replay: (
      _ prepare: (inout Replay) -> Void, _ batch: (borrowing ReplayBatch) -> Void
    ) throws -> Void
  ) throws {
    let closing = ClosingFinder(finder, rankCount: Int(ranks.count))
    var start = RecordingStart()
    if !finder.cycles.isEmpty {
      try replay(
        { replay in
          replay.watchReferences(among: closing.groups)
          replay.observe(with: closing)
        },
        { batch in start.note(batch) }
      )
    }
    var writer = try CycleWriter(database.connection, run: run, ranks: ranks)
    try write(closing, start, &writer)
  }

  private func write(
    _ closing: ClosingFinder,
    _ start: RecordingStart,
    _ writer: inout CycleWriter
  ) throws(SQLiteError) {
    func row(_ reference: ClosingFinder.Reference) -> CycleWriter.Reference {
      CycleWriter.Reference(
        event: reference.event,
        source: reference.source,
        target: reference.target,
        name: reference.name
      )
    }
    // The most expensive first; among equal ones, the first that was found.
    let order = finder.signatures.indices.sorted { one, other in
      let (first, second) = (finder.signatures[one].ownVisits, finder.signatures[other].ownVisits)
      return first == second ? one < other : first > second
    }
    var ids = [Int64](repeating: 0, count: order.count)
    for (position, index) in order.enumerated() {
      ids[index] = Int64(position) + 1
      let group = finder.signatures[index]
      var signature = CycleWriter.Signature()
      signature.id = ids[index]
      signature.text = group.text
      signature.cycles = group.cycles
      signature.objects = group.objects
      signature.bytes = group.bytes
      signature.tailObjects = group.tailObjects
      signature.tailBytes = group.tailBytes
      signature.firstCollection = group.firstCollection
      signature.lastCollection = group.lastCollection
      signature.share = group.visits == 0 ? 0 : group.ownVisits / Double(group.visits)
      signature.visits = group.ownVisits
      if let example = closing.examples[index] {
        signature.exampleCollection = finder.cycles[example.cycle].collection
        signature.exampleCycle = finder.cycles[example.cycle].number
        signature.exampleReferences = example.references.map(row)
      }
      try writer.write(signature)
    }
    for (index, found) in finder.cycles.enumerated() {
      var cycle = CycleWriter.Cycle()
      cycle.collection = found.collection
      cycle.id = found.number
      cycle.bytes = found.bytes
      cycle.tailBytes = found.tailBytes
      cycle.signature = ids[found.signature]
      cycle.members = found.members
      cycle.tail = found.tail
      if let reference = closing.closing[index], reference.event > start.lastEvent {
        cycle.closing = row(reference)
      }
      try writer.write(cycle)
    }
  }
}
