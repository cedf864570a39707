import CyclicGC
import HeapTrace
import TraceStore

/// Explains collections. Replays a run once more, up to one of its collections, and observes every step of that collection.
package struct Explainer {
  private let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// Explains one collection, given by its number, of a complete run, given by name or id (nil: the newest).
  package func explain(
    run name: String?,
    collection sequence: Int64,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> Explanation {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .read)
      let run = try database.completeRun(name)
      let stored = try RunReader(database, run: run.id).collection(sequence)
      guard let stored else {
        throw GCTraceError.noSuchCollection(sequence, run: run.id, of: run.collections)
      }
      let again = try RunReplay(run, in: database)
      let explainer = CollectionExplainer(collection: sequence)
      var replay = again.begin(listsMembers: true)
      replay.observe(with: explainer)
      try again.feed(&replay, stoppingAfter: [stored.record.event - 1], monitor: monitor) {
        replay,
        _ in
        replay.keepHistory()
      } until: {
        explainer.story != nil
      }
      guard let story = explainer.story else {
        throw GCTraceError.noSuchCollection(sequence, run: run.id, of: run.collections)
      }
      return try Explanation(story, stored, again)
    } catch { throw GCTraceError(error) }
  }
}

extension Explanation {
  fileprivate init(
    _ story: CollectionStory,
    _ stored: StoredCollection,
    _ again: RunReplay
  ) throws {
    let record = story.record
    runID = again.run.id
    runName = again.run.name
    traceName = again.trace.name
    python = again.run.python
    collection = record.sequence
    event = record.event
    mark = stored.mark
    generation = record.generation
    reason = record.reasonText
    counts = [record.counts.0, record.counts.1, record.counts.2]
    thresholds = [record.thresholds.0, record.thresholds.1, record.thresholds.2]
    longLivedPending = record.longLivedPendingBefore
    longLivedTotal = record.longLivedTotalBefore
    collected = record.collected
    uncollectableCount = record.uncollectable
    visits = record.visits
    bytesFreed = record.bytesCollected
    effectiveness = record.effectiveness
    sizes = [record.sizes.0, record.sizes.1, record.sizes.2, record.sizes.3]
    let names = try NamedObjects(story, again)
    candidates = story.candidates.map { candidate in
      Candidate(
        object: names.object(candidate.rank),
        generation: candidate.generation,
        size: candidate.size,
        references: Int64(candidate.references),
        fromCandidates: Int64(candidate.fromCandidates)
      )
    }
    referencesElsewhere = story.referencesElsewhere
    steps = story.steps.map { step in
      switch step {
      case .reachable(let index, let by): .reachable(index, by: by)
      case .putAside(let index): .putAside(index)
      case .rescued(let index, let by): .rescued(index, by: by)
      }
    }
    take(story, names)
  }

  private mutating func take(_ story: CollectionStory, _ names: NamedObjects) {
    reachable = story.reachable.map(names.object)
    unreachable = story.unreachable.map(names.object)
    called = story.called.map(names.object)
    finalized = story.finalized.map(names.object)
    garbage = story.garbage.map(names.object)
    func order(_ members: [(rank: Int32, from: Int, to: Int?)], by list: [Int32]) -> [Object] {
      let wanted = Set(members.map(\.rank))
      return list.filter { wanted.contains($0) }.map(names.object)
    }
    let survivors = story.members(.reachable)
    untracked = order(survivors.filter { $0.to == nil }, by: story.reachable)
    resurrected = order(story.members(.resurrected), by: story.unreachable)
    uncollectable = order(story.members(.uncollectable), by: story.unreachable)
    saved = order(story.members(.saved), by: story.unreachable)
    let freedMembers = Set(story.members(.freed).map(\.rank))
    freed = story.freed.filter { freedMembers.contains($0) }.map(names.object)
    freedWith = story.freed.filter { !freedMembers.contains($0) }.map(names.object)
    var place: [Int32: Int] = [:]
    for (index, candidate) in story.candidates.enumerated() { place[candidate.rank] = index }
    var moves: [(place: Int, rank: Int32, promotion: Promotion)] = []
    for outcome in CollectionRecord.Outcome.allCases {
      for move in story.members(outcome) {
        guard let to = move.to, to > move.from else { continue }
        let promotion = Promotion(object: names.object(move.rank), from: move.from, to: to)
        moves.append((place[move.rank] ?? Int.max, move.rank, promotion))
      }
    }
    moves.sort { ($0.place, $0.rank) < ($1.place, $1.rank) }
    promoted = moves.map(\.promotion)
  }
}

/// Objects by rank, with the log's names.
private struct NamedObjects {
  private let ranks: ObjectRanks
  private var types: [Int32: String] = [:]

  /// - Parameter story: the story whose candidates and other objects need names.
  init(_ story: CollectionStory, _ again: RunReplay) throws {
    ranks = again.ranks
    for candidate in story.candidates {
      types[candidate.rank] = again.types[Int(candidate.typeIndex)].name
    }
    let others = (story.freed + story.called + story.finalized + story.garbage)
      .filter { types[$0] == nil }
    let numbers = others.map { again.ranks.number(ofRank: $0) }
    let facts = try again.facts(ofObjects: numbers)
    for (rank, number) in zip(others, numbers) { types[rank] = facts[number]?.type ?? "" }
  }

  func object(_ rank: Int32) -> Explanation.Object {
    Explanation.Object(id: ranks.number(ofRank: rank), type: types[rank] ?? "")
  }
}
