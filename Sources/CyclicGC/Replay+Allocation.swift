import HeapTrace

/// Births, the counts that they change, and the collections that they trigger.
extension Replay {
  /// `alloc`: counts the allocation, which may trigger a collection. Then the object is born with one external reference, and tracked.
  /// Returns true if a collection ran.
  mutating func allocate(_ event: ReplayEvent) throws(ReplayError) -> Bool {
    let type = try typeIndex(event)
    let collected = countAllocation(ofType: type, size: event.n, event.flags)
    guard collector.heap.hasRoom(forBytes: event.n) else { throw .tooManyBytes(event: sequence) }
    let object = collector.heap.makeObject(
      rank: event.object,
      type: type,
      size: event.n
    )
    if !event.flags.has(.untracked), !collector.heap.has(.atomic, object) {
      collector.heap.track(object, mayCollect: !event.flags.has(.error))
    }
    return collected
  }

  /// `weakref`: an `alloc` of a weak reference, which then refers to its target.
  mutating func allocateWeakReference(_ event: ReplayEvent) throws(ReplayError) -> Bool {
    if event.target >= 0, collector.heap.slotOfRank[event.target] < 0, toleratesDivergences {
      // The program makes the weak reference in any case, but its target does not exist here.
      divergences.note(notAlive(event.target, event.kind))
      return try allocate(event)
    }
    if event.target >= 0 { _ = try slot(event.target, event.kind) }
    let collected = try allocate(event)
    if event.target >= 0 {
      // The collection may have freed the target. Then no program can have produced the log.
      let target = try slot(event.target, event.kind)
      collector.heap.attach(
        weakReference: try slot(event.object, event.kind),
        to: target,
        hasCallback: event.flags.contains(.callback)
      )
    }
    return collected
  }

  /// `heap`: adds an object that existed when recording began, without counting it.
  mutating func addHeapObject(_ event: ReplayEvent) throws(ReplayError) {
    guard collector.heap.hasRoom(forBytes: event.n) else { throw .tooManyBytes(event: sequence) }
    let object = collector.heap.makeObject(
      rank: event.object,
      type: try typeIndex(event),
      size: event.n
    )
    collector.heap.pacing.bytesAliveBefore &+= event.n
    collector.heap.set(.initial, object)
    guard !collector.heap.has(.atomic, object) else { return }
    let isTracked = event.generation >= 0
    if isTracked || !collector.heap.pacing.countsTracked { collector.heap.pacing.heapSize += 1 }
    guard isTracked else { return }
    let list = collector.policy.list(ofGeneration: Int(event.generation))
    collector.heap.generation[object] = list.generation
    collector.heap.append(object, to: list)
  }

  /// Mutating, because the compiler would otherwise copy the whole replay, more than a kilobyte, for each call.
  @inline(__always) private mutating func typeIndex(_ event: ReplayEvent) throws(ReplayError)
    -> Int32
  {
    guard let type = collector.heap.types.index(ofNumber: event.other) else {
      throw .unknownType(event: sequence, type: event.other)
    }
    return type
  }

  /// Counts an allocation, unless it is of an atomic object or from a free list. Returns true if it ran a collection at once.
  @inline(__always) private mutating func countAllocation(
    ofType type: Int32,
    size: Int64,
    _ flags: Event.Flags
  ) -> Bool {
    let typeFlags = collector.heap.types.flags(at: type)
    collector.heap.pacing.grossBytes &+= size
    guard !typeFlags.contains(.atomic) else { return false }
    if typeFlags.contains(.hasFreeList), collector.heap.freeLists.areSimulated {
      if collector.heap.freeLists.take(type, size: size) { return false }
    } else if flags.has(.reused) {
      collector.heap.freeLists.takeAny(type)
      return false
    }
    guard !collector.heap.pacing.countsTracked else { return false }
    collector.heap.pacing.noteAllocation()
    guard !flags.has(.error), collector.isDue else { return false }
    return trigger()
  }

  /// The count has passed the threshold. Collects now or schedules a collection for the next safe point. Returns true if a collection
  /// ran.
  private mutating func trigger() -> Bool {
    switch collector.version.timing {
    case .insideAllocation:
      return collector.collectIfDecided(event: sequence, time: time)
    case .atSafePoint:
      collector.heap.pacing.isScheduled = true
      return false
    }
  }

  /// Continues the rest of a `count` event, up to the next collection. Returns true if one ran.
  mutating func resumeCount() -> Bool {
    guard countLeft > 0 else {
      collector.heap.pacing.noteDeallocations(-countLeft)
      countLeft = 0
      return false
    }
    // Goes straight to the first allocation that is over the threshold, if it is among the remaining ones.
    let step = min(
      countLeft,
      collector.policy.allocationsUntilDue(
        collector.heap.pacing,
        bytesAlive: collector.heap.bytesAlive
      )
    )
    collector.heap.pacing.noteAllocations(step)
    countLeft -= step
    guard collector.isDue else { return false }
    if case .atSafePoint = collector.version.timing {
      collector.heap.pacing.noteAllocations(countLeft)
      countLeft = 0
    }
    return trigger()
  }

  /// A safe point of the eval loop with a scheduled collection (_Py_RunGC). Returns true if one ran.
  mutating func runScheduled() -> Bool {
    collector.heap.pacing.isScheduled = false
    if case .atSafePoint(rechecksEnabled: true) = collector.version.timing,
      !collector.heap.pacing.isEnabled
    {
      return false
    }
    return collector.collectIfDecided(event: sequence, time: time)
  }
}

extension Event.Flags {
  /// `contains` for one flag, without the generic code of `OptionSet`. Nearly all births have no flags.
  @inline(__always) fileprivate func has(_ flag: @autoclosure () -> Event.Flags) -> Bool {
    rawValue != 0 && rawValue & flag().rawValue != 0
  }
}
