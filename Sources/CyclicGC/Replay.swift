package import HeapTrace

/// A log's events, driving a heap and its collector: what the interpreter does between the program and the collector.
///
/// Events come in batches (`DecodedTrace` has all of a trace). `run` stops after each collection, with the collector's `record` filled in, and is called again until
/// the batch is done:
///
///     while try replay.run(batch) == .collected { use(replay.collector.record) }
package struct Replay: ~Copyable {
  /// Why `run` returned.
  package enum Stop: Sendable {
    /// A collection has ended; its record is in `collector.record`, until `run` is called again.
    case collected
    /// Every event of the batch has been replayed.
    case finished
  }

  package internal(set) var collector: Collector
  /// Thresholds that hold whatever the log says; nil: the log's.
  let fixedThresholds: (Int64?, Int64?, Int64?)
  /// Whether the log marks its safe points with `poll`; else every event's end is one.
  let polls: Bool
  /// What the last `time` event said.
  var time: Int64?
  /// The next event in the batch.
  private var position = 0
  /// What is left of a `count` event that started a collection.
  var countLeft: Int64 = 0
  var sequence: Int64 = 0
  /// How many events have been replayed.
  package private(set) var eventsReplayed: Int64 = 0

  /// A replay of a trace from its beginning.
  ///
  /// - Parameters:
  ///   - types: the trace's types.
  ///   - objectCount: how many objects it has; ranks are below that.
  ///   - polls: whether it marks its safe points with `poll`.
  ///   - policy: what decides when the collector runs, and on what.
  ///   - thresholds: initial thresholds that also stand against the log's `threshold` events.
  ///   - listsMembers: whether records list the objects concerned.
  package init(
    version: CollectorVersion,
    types: [TypeDefinition],
    objectCount: Int,
    polls: Bool,
    simulatesFreeLists: Bool = false,
    policy: Policy = .standard,
    thresholds: (Int64?, Int64?, Int64?) = (nil, nil, nil),
    listsMembers: Bool = true
  ) {
    collector = Collector(
      version: version,
      policy: policy,
      types: types,
      objectCount: objectCount,
      simulatesFreeLists: simulatesFreeLists,
      listsMembers: listsMembers
    )
    fixedThresholds = thresholds
    self.polls = polls
    setThresholds(version.thresholds)
  }

  /// Replays the batch from where it stopped last.
  ///
  /// - Throws: `ReplayError` where an event contradicts the heap; the replay is then over.
  package mutating func run(_ batch: borrowing ReplayBatch) throws(ReplayError) -> Stop {
    while position < batch.events.count {
      sequence = batch.firstSequence &+ Int64(position)
      let collected = countLeft > 0 ? resumeCount() : try apply(batch.events[position], batch)
      if countLeft == 0 {
        position &+= 1
        eventsReplayed &+= 1
      }
      if collected { return .collected }
    }
    position = 0
    return .finished
  }

  /// One event; true if a collection ran.
  @inline(__always) private mutating func apply(
    _ event: ReplayEvent,
    _ batch: borrowing ReplayBatch
  ) throws(ReplayError) -> Bool {
    collector.heap.causeIndex = sequence
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
      collector.heap.resize(try slot(event.object, event.kind), to: event.n)
    case .clear:
      collector.heap.clear(try slot(event.object, event.kind))
    case .track:
      let object = try slot(event.object, event.kind)
      if !collector.heap.isTracked(object), !collector.heap.has(.atomic, object) {
        collector.heap.track(object)
      }
    case .untrack:
      let object = try slot(event.object, event.kind)
      if collector.heap.isTracked(object) { collector.heap.remove(object) }
    case .finalizer, .callback:
      try addScriptStep(event)
    case .count:
      countLeft = event.n
      collected = resumeCount()
    case .collect:
      collector.collect(explicit: Int(event.generation), event: sequence, time: time)
      collected = true
    case .enable: collector.heap.pacing.isEnabled = true
    case .disable: collector.heap.pacing.isEnabled = false
    case .freeze: collector.freeze()
    case .unfreeze: collector.unfreeze()
    case .debug: collector.savesAll = event.flags.contains(.saveAll)
    case .threshold: setThresholds(batch.operands[Int(event.n)...].prefix(Int(event.other)))
    case .state: setState(batch.operands[Int(event.n)...].prefix(5))
    case .time: time = event.n
    case .poll, .mark, .observed: break
    }
    if collector.heap.pacing.isScheduled, !polls || event.kind == .poll {
      // At most one of the two can have collected: a scheduled collection never survives the event that scheduled it.
      collected = runScheduled() || collected
    }
    return collected
  }

  /// The slot of an object that must be alive.
  @inline(__always) func slot(_ rank: Int32, _ kind: EventKind) throws(ReplayError) -> Int32 {
    let slot = collector.heap.slotOfRank[rank]
    guard slot >= 0 else {
      throw .notAlive(
        event: sequence,
        kind: kind,
        object: rank,
        death: Death(encoded: slot)
      )
    }
    return slot
  }
}
