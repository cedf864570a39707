/// A step that is in progress while an object dies or a script runs.
///
/// CPython recurses here, and a chain of a million objects would overflow a stack. A frame is a value that holds what CPython keeps in a
/// C frame. `Heap.drain` always continues with the last frame, so the order of events is that of the recursion.
struct Frame: BitwiseCopyable {
  enum Step: UInt8, BitwiseCopyable {
    /// subtype_dealloc begins: the object leaves its list, and its finalizer runs.
    case begin
    /// The finalizer has returned.
    case finalized
    /// Clears the weak references and gathers their callbacks.
    case clearWeakReferences
    /// Calls the gathered callbacks, one in each turn.
    case callBack
    /// Drops the gathered weak references, the last first, one in each turn.
    case giveUpWeakReferences
    /// Drops the references that the dead object held, one in each turn.
    case dropReferences
    /// Drops the references of an object that was cleared and lives on, one in each turn.
    case clear
    /// Runs a script, one step in each turn.
    case script
  }

  var step: Step
  /// The object; for a script, its owner.
  var object: Int32
  /// dropReferences, clear: the next reference. callBack, giveUpWeakReferences: the next in `pendingCallbacks`. script: the next step.
  var cursor: Int32 = 0
  /// callBack, giveUpWeakReferences: the start of this object's part of `pendingCallbacks`. In earlier steps: the generation of the
  /// object, if deaths are counted.
  var start: Int32 = 0
  /// dropReferences, clear: the references, detached.
  var span = References.Span()
}

extension Heap {
  /// Removes `count` references. Deallocates the object if they were the last (Py_DECREF).
  ///
  /// - Parameter holder: the object that held them, `outside` or `lent`.
  @inline(__always) mutating func decrement(
    _ object: Int32,
    by count: Int32 = 1,
    heldBy holder: Int32
  ) {
    if takeReferences(count, to: object, heldBy: holder) {
      let depth = frames.count
      frames.append(Frame(step: .begin, object: object))
      drain(to: depth)
    }
  }

  /// Drops every reference that the object holds (tp_clear).
  mutating func clear(_ object: Int32) {
    let depth = frames.count
    pushClear(object)
    drain(to: depth)
  }

  /// Calls the object's finalizer (PyObject_CallFinalizer). The caller holds a reference.
  mutating func callFinalizer(_ object: Int32) {
    let depth = frames.count
    pushFinalizer(object)
    drain(to: depth)
  }

  /// Calls a weak reference's callback (handle_callback). The caller holds a reference.
  mutating func callCallback(_ weakReference: Int32) {
    let depth = frames.count
    pushCallback(weakReference)
    drain(to: depth)
  }

  /// Runs the frames above `depth`, the last first, until none is left.
  private mutating func drain(to depth: Int) {
    while frames.count > depth {
      let index = frames.count - 1
      let frame = frames[index]
      switch frame.step {
      case .begin: begin(frame, at: index)
      case .finalized: afterFinalizer(frame, at: index)
      case .clearWeakReferences: clearWeakReferences(frame, at: index)
      case .callBack: callBack(frame, at: index)
      case .giveUpWeakReferences: giveUpWeakReferences(frame, at: index)
      case .dropReferences: dropReference(frame, at: index)
      case .clear: dropClearedReference(frame, at: index)
      case .script: runScriptStep(frame, at: index)
      }
    }
  }

  /// Removes one reference. If it was the last, a frame for the deallocation goes on top.
  @inline(__always) mutating func decrementWithinFrame(
    _ object: Int32,
    by count: Int32 = 1,
    heldBy holder: Int32
  ) {
    if takeReferences(count, to: object, heldBy: holder) {
      frames.append(Frame(step: .begin, object: object))
    }
  }

  // MARK: The steps of a deallocation (subtype_dealloc)

  /// Removes the object from its list. If it has a finalizer to run, tracks it again in generation 0 and lends it a reference.
  private mutating func begin(_ frame: Frame, at index: Int) {
    let object = frame.object
    var frame = frame
    if deaths != nil {
      frame.start = deathPlace(of: object)
      frames[index].start = frame.start
    }
    if isTracked(object) { untrack(object) }
    // The finalizer may resurrect the object while a collection runs. The object is then no longer a candidate (_PyObject_GC_UNTRACK).
    gcRefs[object] = Heap.notCandidate
    guard has(.hasFinalizer, object), !has(.finalized, object) else {
      clearWeakReferences(frame, at: index)
      return
    }
    set(.finalized, object)
    if !has(.atomic, object) { track(object) }
    referenceCount[object] += 1
    frames[index].step = .finalized
    pushFinalizer(object)
  }

  /// PyObject_CallFinalizerFromDealloc: the object lives on if its finalizer left more than the lent reference.
  private mutating func afterFinalizer(_ frame: Frame, at index: Int) {
    let object = frame.object
    guard takeReferences(1, to: object, heldBy: Heap.lent) else {
      frames.removeLast()
      return
    }
    if isTracked(object) { untrack(object) }
    frames[index].step = .clearWeakReferences
  }

  /// PyObject_ClearWeakRefs: all weak references are cleared before the first callback runs. The callback of the newest weak reference
  /// comes first.
  private mutating func clearWeakReferences(_ frame: Frame, at index: Int) {
    let object = frame.object
    set(.dying, object)
    noteFreed(object)
    if deaths != nil { countDeath(of: object, in: frame.start) }
    guard annex[object] >= 0 else {
      dropReferences(of: object, at: index)
      return
    }
    if has(.weakref, object) { detach(weakReference: object) }
    let start = Int32(pendingCallbacks.count)
    var weakReference = firstWeakReference(to: object)
    while weakReference >= 0 {
      let next = self.weakReference(after: weakReference)
      detach(weakReference: weakReference)
      if hasCallback(weakReference), !has(.dying, weakReference), referenceCount[weakReference] > 0
      {
        referenceCount[weakReference] += 1
        pendingCallbacks.append(weakReference)
      }
      weakReference = next
    }
    if Int(start) == pendingCallbacks.count {
      dropReferences(of: object, at: index)
    } else {
      frames[index].step = .callBack
      frames[index].start = start
      frames[index].cursor = start
    }
  }

  private mutating func callBack(_ frame: Frame, at index: Int) {
    // An outer deallocation's part ends where this one's starts. When the nested deallocations are done, the end of this part is
    // therefore the end of the array.
    guard Int(frame.cursor) < pendingCallbacks.count else {
      frames[index].step = .giveUpWeakReferences
      return
    }
    frames[index].cursor += 1
    pushCallback(pendingCallbacks[Int(frame.cursor)])
  }

  private mutating func giveUpWeakReferences(_ frame: Frame, at index: Int) {
    guard pendingCallbacks.count > Int(frame.start), let last = pendingCallbacks.popLast() else {
      dropReferences(of: frame.object, at: index)
      return
    }
    decrementWithinFrame(last, heldBy: Heap.lent)
  }

  private mutating func dropReferences(of object: Int32, at index: Int) {
    let span = references.detach(from: object)
    dropReference(
      Frame(step: .dropReferences, object: object, cursor: span.start, span: span),
      at: index
    )
  }

  private mutating func dropReference(_ frame: Frame, at index: Int) {
    var cursor = frame.cursor
    while cursor < frame.span.end {
      let entry = references.entry(at: cursor)
      cursor += 1
      guard entry.target >= 0 else { continue }
      if takeReferences(entry.count, to: entry.target, heldBy: frame.object) {
        frames[index] = frame
        frames[index].cursor = cursor
        frames.append(Frame(step: .begin, object: entry.target))
        return
      }
    }
    references.free(frame.span)
    frames.removeLast()
    finish(frame.object)
  }

  /// PyObject_GC_Del, or the object's free list, which does not change the count.
  @inline(__always) private mutating func finish(_ object: Int32) {
    if annex[object] >= 0 {
      annexes.free(annex[object])
      annex[object] = -1
    }
    if !has(.atomic, object) {
      let waits =
        has(.hasFreeList, object) && freeLists.put(type[object], size: ownSize(of: object))
      if !waits, !pacing.countsTracked { pacing.noteDeallocation() }
    }
    free(object)
  }

  // MARK: Clearing

  mutating func pushClear(_ object: Int32) {
    noteCleared(object)
    var frame = Frame(step: .clear, object: object)
    frame.span = references.detach(from: object)
    frame.cursor = frame.span.start
    frames.append(frame)
  }

  private mutating func dropClearedReference(_ frame: Frame, at index: Int) {
    guard frame.cursor < frame.span.end else {
      references.free(frame.span)
      frames.removeLast()
      return
    }
    let entry = references.entry(at: frame.cursor)
    frames[index].cursor += 1
    if entry.target >= 0 {
      decrementWithinFrame(entry.target, by: entry.count, heldBy: frame.object)
    }
  }

  // MARK: Tracking

  /// Tracks the object at the end of generation 0 (PyObject_GC_Track). `mayCollect`: no exception is set, so a collection may be
  /// triggered if the collector counts tracked objects.
  @inline(__always) mutating func track(_ object: Int32, mayCollect: Bool = true) {
    generation[object] = 0
    append(object, to: .young)
    if pacing.countsTracked { pacing.noteTracked(mayCollect: mayCollect) }
  }

  /// Untracks the object (PyObject_GC_UnTrack).
  @inline(__always) mutating func untrack(_ object: Int32) {
    remove(object)
    if pacing.countsTracked { pacing.noteDeallocation() }
  }
}
