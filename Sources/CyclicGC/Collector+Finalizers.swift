/// Legacy finalizers, finalizers and resurrection.
extension Collector {
  /// Moves objects with tp_del to a list of their own, because the collector does not delete them (move_legacy_finalizers).
  mutating func moveLegacyFinalizers() {
    var object = heap.next[ObjectList.unreachable.head]
    while object != ObjectList.unreachable.head {
      let next = heap.next[object]
      if heap.has(.legacy, object) { moveToLegacyFinalizers(object) }
      object = next
    }
  }

  /// Moves all that these objects reach to the same list, breadth first (move_legacy_finalizer_reachable).
  mutating func moveLegacyFinalizerReachable() {
    var object = heap.next[ObjectList.legacyFinalizers.head]
    while object != ObjectList.legacyFinalizers.head {
      let span = heap.references.span(of: object)
      for index in span.start..<span.end {
        let target = heap.references.entry(at: index).target
        if target >= 0, heap.gcRefs[target] == Heap.tentativelyUnreachable {
          moveToLegacyFinalizers(target)
        }
      }
      object = heap.next[object]
    }
  }

  private mutating func moveToLegacyFinalizers(_ object: Int32) {
    heap.move(object, to: .legacyFinalizers)
    heap.gcRefs[object] = Heap.notCandidate
    heap.set(.uncollectable, object)
  }

  /// Calls the finalizers of the unreachable objects in list order, each once in the life of its object (finalize_garbage).
  ///
  /// A finalizer may free other objects of the list, which then leave the list by themselves.
  mutating func finalizeGarbage() {
    while true {
      let object = heap.next[ObjectList.unreachable.head]
      guard object != ObjectList.unreachable.head else { break }
      heap.move(object, to: .finalized)
      guard heap.has(.hasFinalizer, object), !heap.has(.finalized, object) else { continue }
      heap.set(.finalized, object)
      heap.referenceCount[object] += 1
      heap.callFinalizer(object)
      heap.decrement(object, heldBy: Heap.lent)
    }
    heap.merge(.finalized, into: .unreachable)
  }

  /// Moves the objects that finalizers and callbacks made reachable again to the old list; the rest stays in `unreachable`.
  mutating func handleResurrectedObjects(_ old: ObjectList) {
    switch version.resurrection {
    case .precise: moveResurrected(to: old)
    case .allOrNothing: checkGarbage(old)
    }
  }

  /// From 3.9 on (handle_resurrected_objects): deduces reachability again for the remaining objects.
  private mutating func moveResurrected(to old: ObjectList) {
    let (visits, tentative) = (record.visits, record.tentative)
    deduceUnreachable(.unreachable, into: .stillUnreachable)
    (record.visits, record.tentative) = (visits, tentative)
    resurrect(.unreachable, to: old)
    heap.merge(.stillUnreachable, into: .unreachable)
  }

  /// 3.8 (check_garbage): deletes nothing if any object has a reference from outside.
  private mutating func checkGarbage(_ old: ObjectList) {
    let visits = record.visits
    updateReferences(.unreachable)
    subtractReferences(.unreachable)
    record.visits = visits
    var anyResurrected = false
    var object = heap.next[ObjectList.unreachable.head]
    while object != ObjectList.unreachable.head {
      if heap.gcRefs[object] > 0 { anyResurrected = true }
      heap.gcRefs[object] = Heap.tentativelyUnreachable
      object = heap.next[object]
    }
    if anyResurrected {
      var object = heap.next[ObjectList.unreachable.head]
      while object != ObjectList.unreachable.head {
        heap.gcRefs[object] = Heap.notCandidate
        object = heap.next[object]
      }
      resurrect(.unreachable, to: old)
    }
  }

  private mutating func resurrect(_ list: ObjectList, to old: ObjectList) {
    record.resurrected += heap.length(of: list)
    var object = heap.next[list.head]
    while object != list.head {
      heap.set(.resurrected, object)
      object = heap.next[object]
    }
    heap.merge(list, into: old)
  }

  /// Moves objects with tp_del to gc.garbage (with DEBUG_SAVEALL: all objects of the list), and the list to the old one
  /// (handle_legacy_finalizers).
  mutating func handleLegacyGarbage(_ old: ObjectList) {
    record.uncollectable += heap.length(of: .legacyFinalizers)
    var object = heap.next[ObjectList.legacyFinalizers.head]
    while object != ObjectList.legacyFinalizers.head {
      if savesAll || heap.has(.legacy, object) { appendToGarbage(object) }
      object = heap.next[object]
    }
    heap.merge(.legacyFinalizers, into: old)
  }

  /// gc.garbage holds one reference to each of its items.
  mutating func appendToGarbage(_ object: Int32) {
    _ = heap.retain(object, 1)
    heap.noteGarbage(object)
  }
}
