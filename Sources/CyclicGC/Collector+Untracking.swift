/// Untracks tuples and dicts that cannot be in a cycle.
extension Collector {
  /// Untracks the exact tuples among the survivors that hold nothing trackable, in list order (untrack_tuples).
  mutating func untrackTuples(_ young: ObjectList) {
    untrack(.tuple, in: young)
  }

  /// The same before an examination, for objects that may not be candidates at all (3.14.0 to 3.14.4).
  mutating func untrackTuplesBeforehand(_ young: ObjectList) {
    untrack(.tuple, in: young, areCandidates: false)
  }

  /// The same for exact dicts, in a full collection (untrack_dicts).
  mutating func untrackDicts(_ young: ObjectList) {
    untrack(.dict, in: young)
  }

  private mutating func untrack(
    _ kind: Heap.Flags,
    in young: ObjectList,
    areCandidates: Bool = true
  ) {
    // A trace without such a type does not need another walk of the list.
    guard heap.types.allFlags.contains(kind) else { return }
    var object = heap.next[young.head]
    while object != young.head {
      let next = heap.next[object]
      if heap.has(kind, object), !holdsTrackable(object) {
        heap.untrack(object)
        record.untracked += 1
        if areCandidates { noteUntracked(object) }
      }
      object = next
    }
  }

  /// Whether any of the object's references is to an object that may be tracked, that is, one with a collector's header that is not an
  /// untracked tuple (_PyObject_GC_MAY_BE_TRACKED).
  private func holdsTrackable(_ object: Int32) -> Bool {
    let span = heap.references.span(of: object)
    var index = span.start
    while index < span.end {
      let target = heap.references.entry(at: index).target
      index += 1
      guard target >= 0, !heap.has(.atomic, target) else { continue }
      if heap.isTracked(target) || !heap.has(.tuple, target) { return true }
    }
    return false
  }
}
