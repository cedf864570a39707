package import HeapTrace

/// Drives a heap and its collector with the events of a log, and so plays the part of the interpreter.
///
/// Events come in batches (`DecodedTrace` has all of a trace). `run` stops after each collection, with the collector's `record` filled
/// in. Call `run` again until the batch is done:
///
/// `while try replay.run(batch) == .collected { use(replay.collector.record) }`
package struct Replay: ~Copyable {
  /// Why `run` returned.
  package enum Stop: Sendable {
    /// A collection has ended. `collector.record` has its record until the next call of `run`.
    case collected
    /// Every event of the batch has been replayed.
    case finished
  }

  package internal(set) var collector: Collector
  package let setting: Setting
  /// The setting's interventions in this trace, and the next one of them.
  let agenda: Agenda
  private var nextItem = 0
  /// The next of what the agenda foresees.
  var nextArrival = 0
  /// Whether to skip and count an event that does not apply. Otherwise, the event is an error.
  let toleratesDivergences: Bool
  package internal(set) var divergences = Divergences()
  /// The last event that describes the state at the start of the recording.
  var lastOfPrologue: Int64 = 0
  /// Whether the log marks its safe points with `poll`. Otherwise, the end of every event is one.
  let polls: Bool
  /// The value of the last `time` event.
  var time: Int64?
  /// Whether the next intervention has collected but not yet frozen.
  private var isHalfDone = false
  /// The next event in the batch.
  private var position = 0
  /// The remaining allocations of a `count` event that started a collection.
  var countLeft: Int64 = 0
  var sequence: Int64 = 0
  /// The number of events replayed.
  package private(set) var eventsReplayed: Int64 = 0
  /// The number of collections for which `run` has returned.
  private var collectionsReported = 0

  /// A replay of a trace from its beginning.
  ///
  /// - Parameters:
  ///   - types: the trace's types.
  ///   - objectCount: the number of its objects; ranks are below it.
  ///   - polls: whether the trace marks its safe points with `poll`.
  ///   - simulatesFreeLists: whether the contents of free lists decide which allocations they serve, and not the log's `reused`.
  ///   - marksRoots: whether the log gives the roots of the incremental collector.
  ///   - agenda: the setting's interventions, with their events in this trace.
  ///   - toleratesDivergences: whether to skip and count an event that does not apply. Otherwise, the event is an error.
  ///   - listsMembers: whether records list the objects concerned.
  package init(
    _ setting: Setting,
    types: [TypeDefinition],
    objectCount: Int,
    polls: Bool,
    simulatesFreeLists: Bool,
    marksRoots: Bool,
    agenda: Agenda = .empty,
    toleratesDivergences: Bool = false,
    listsMembers: Bool = true
  ) {
    collector = Collector(
      version: setting.version,
      policy: setting.policy,
      types: types,
      objectCount: objectCount,
      simulatesFreeLists: simulatesFreeLists,
      marksRoots: marksRoots,
      listsMembers: listsMembers
    )
    self.setting = setting
    self.agenda = agenda
    self.toleratesDivergences = toleratesDivergences
    self.polls = polls
    setThresholds(setting.version.thresholds)
  }

  /// Replays the batch from where the last call stopped.
  ///
  /// - Throws: `ReplayError` if an event contradicts the heap. The replay is over then.
  package mutating func run(_ batch: borrowing ReplayBatch) throws(ReplayError) -> Stop {
    while true {
      if collectForeseen(before: batch.firstSequence &+ Int64(position))
        || doNextItem(before: batch.firstSequence &+ Int64(position))
      {
        return report()
      }
      let end = min(indexOfNextItem(in: batch), indexOfNextArrival(in: batch))
      guard position < end else { break }
      while position < end {
        sequence = batch.firstSequence &+ Int64(position)
        let collected = countLeft > 0 ? resumeCount() : try replay(batch.events[position], batch)
        if countLeft == 0 {
          position &+= 1
          eventsReplayed &+= 1
        }
        collector.heap.passBoundary()
        if collected { return report() }
      }
    }
    position = 0
    return .finished
  }

  private mutating func report() -> Stop {
    collectionsReported = collector.collectionEvents.count
    return .collected
  }

  // MARK: The setting's interventions

  /// The index in the batch of the first event after the next intervention.
  private func indexOfNextItem(in batch: borrowing ReplayBatch) -> Int {
    guard nextItem < agenda.items.count else { return batch.events.count }
    return min(batch.events.count, Int(agenda.items[nextItem].event - batch.firstSequence) + 1)
  }

  /// Runs the next intervention that is due before `event`, up to a collection. Returns true if a collection ran.
  private mutating func doNextItem(before event: Int64) -> Bool {
    while countLeft == 0, nextItem < agenda.items.count, agenda.items[nextItem].event < event {
      let action = agenda.items[nextItem].action
      if action != .freezeOnly, !isHalfDone {
        collector.collect(forSetting: 2, event: sequence, time: time)
        // A collection is reported before the rest of the intervention runs.
        if action == .freeze { isHalfDone = true } else { nextItem += 1 }
        return true
      }
      collector.freeze()
      isHalfDone = false
      nextItem += 1
    }
    return false
  }

  // MARK: Events

  /// Replays one event and the safe point that may follow it. Returns true if a collection ran.
  @inline(__always) private mutating func replay(
    _ event: ReplayEvent,
    _ batch: borrowing ReplayBatch
  ) throws(ReplayError) -> Bool {
    collector.heap.causeIndex = sequence
    collector.heap.now = sequence &+ 2 &* Int64(collector.collectionEvents.count)
    var collected: Bool
    do throws(ReplayError) { collected = try apply(event, batch) } catch {
      guard toleratesDivergences else { throw error }
      divergences.note(error)
      collected = collector.collectionEvents.count > collectionsReported
    }
    if collector.heap.pacing.isScheduled, !polls || event.kind == .poll {
      // At most one of the two can have collected, because a scheduled collection never outlives the event that scheduled it.
      collected = runScheduled() || collected
    }
    return collected
  }

  /// Applies an event. Returns true if a collection ran.
  @inline(__always) private mutating func apply(
    _ event: ReplayEvent,
    _ batch: borrowing ReplayBatch
  ) throws(ReplayError) -> Bool {
    var collected = false
    switch event.kind {
    case .reference:
      let source = try slot(event.object, event.kind)
      let target = try slot(event.target, event.kind)
      guard
        collector.heap.addReferences(from: source, to: target, Int32(truncatingIfNeeded: event.n))
      else {
        throw .tooManyReferences(event: sequence, object: event.target)
      }
    case .unreference:
      try unreference(event)
    case .retain:
      let object = try slot(event.object, event.kind)
      guard collector.heap.retain(object, Int32(truncatingIfNeeded: event.n)) else {
        throw .tooManyReferences(event: sequence, object: event.object)
      }
    case .release:
      try release(event)
    case .allocate:
      collected = try allocate(event)
    case .weakReference:
      collected = try allocateWeakReference(event)
    case .heap:
      try addHeapObject(event)
    case .watch:
      let object = try slot(event.object, event.kind)
      let target = try slot(event.target, event.kind)
      collector.heap.attach(
        weakReference: object,
        to: target,
        hasCallback: event.flags.contains(.callback)
      )
    case .size:
      let object = try slot(event.object, event.kind)
      guard collector.heap.hasRoom(forBytes: event.n, inPlaceOf: collector.heap.ownSize(of: object))
      else { throw .tooManyBytes(event: sequence) }
      collector.heap.resize(object, to: event.n)
    case .payload:
      let object = try slot(event.object, event.kind)
      let before = collector.heap.payload(of: object)
      guard collector.heap.hasRoom(forBytes: event.n, inPlaceOf: before) else {
        throw .tooManyBytes(event: sequence)
      }
      collector.heap.setPayload(of: object, to: event.n)
    case .bytes: collector.heap.pacing.grossBytes &+= event.n
    case .clear:
      let object = try slot(event.object, event.kind)
      collector.heap.noteChange(of: object)
      collector.heap.clear(object)
    case .track:
      let object = try slot(event.object, event.kind)
      if !collector.heap.isTracked(object), !collector.heap.has(.atomic, object) {
        collector.heap.track(object)
      }
    case .untrack:
      let object = try slot(event.object, event.kind)
      if collector.heap.isTracked(object) { collector.heap.untrack(object) }
    case .finalizer, .callback:
      try addScriptStep(event)
    case .count:
      countLeft = event.n
      collected = resumeCount()
    case .collect:
      guard !setting.ignoresCollect else { break }
      collector.collect(explicit: Int(event.generation), event: sequence, time: time)
      collected = true
    case .enable, .disable, .freeze, .unfreeze, .threshold:
      if !ignoresSettingsNow { applySetting(event, batch) }
    case .debug: collector.savesAll = event.flags.contains(.saveAll)
    case .state:
      lastOfPrologue = sequence
      setState(batch.operands[Int(event.n)...].prefix(5))
    case .time: time = event.n
    case .root:
      _ = try slot(event.object, event.kind)
      collector.roots.add(event.object)
    case .unroot:
      _ = try slot(event.object, event.kind)
      collector.roots.remove(event.object)
    case .poll, .mark, .observed, .sample: break
    }
    return collected
  }

  /// The slot of an object that must be alive.
  @inline(__always) func slot(_ rank: Int32, _ kind: EventKind) throws(ReplayError) -> Int32 {
    let slot = collector.heap.slotOfRank[rank]
    guard slot >= 0 else { throw notAlive(rank, kind) }
    return slot
  }

  func notAlive(_ rank: Int32, _ kind: EventKind) -> ReplayError {
    .notAlive(
      event: sequence,
      kind: kind,
      object: rank,
      death: Death(encoded: collector.heap.slotOfRank[rank])
    )
  }
}
