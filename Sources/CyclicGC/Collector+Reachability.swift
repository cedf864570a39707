/// Finds the candidates that are reachable from outside the candidates.
extension Collector {
  /// Moves the candidates that nothing outside the list keeps alive to `unreachable` (deduce_unreachable).
  ///
  /// Before: `unreachable` is empty. After: `list` holds the reachable candidates, the rescued ones at its end, all `notCandidate`;
  /// `unreachable` holds the rest, all `tentativelyUnreachable`. O(candidates + references).
  mutating func deduceUnreachable(_ list: ObjectList, into unreachable: ObjectList) {
    updateReferences(list)
    subtractReferences(list)
    moveUnreachable(list, into: unreachable)
  }

  /// Sets gc_refs to the reference count (update_refs).
  mutating func updateReferences(_ list: ObjectList) {
    var object = heap.next[list.head]
    while object != list.head {
      heap.gcRefs[object] = heap.referenceCount[object]
      object = heap.next[object]
    }
  }

  /// Reduces gc_refs to the number of references from outside the candidates (subtract_refs).
  mutating func subtractReferences(_ list: ObjectList) {
    var visits: Int64 = 0
    var object = heap.next[list.head]
    while object != list.head {
      let span = heap.references.span(of: object)
      var index = span.start
      while index < span.end {
        let entry = heap.references.entry(at: index)
        index += 1
        // A hole of a long list.
        guard entry.target >= 0 else { continue }
        visits += Int64(entry.count)
        let references = heap.gcRefs[entry.target]
        if references >= 0 { heap.gcRefs[entry.target] = references - entry.count }
      }
      object = heap.next[object]
    }
    record.visits += visits
  }

  /// Scans the list once. Objects without references from outside move to `unreachable`. They come back to the end of the list if the
  /// scan later finds a reachable object that refers to them (move_unreachable).
  ///
  /// All objects before the scanned one are reachable, and everything that they refer to is on the list or on its way back.
  private mutating func moveUnreachable(_ list: ObjectList, into unreachable: ObjectList) {
    var object = heap.next[list.head]
    while object != list.head {
      if heap.gcRefs[object] > 0 {
        visitReachable(from: object, list, unreachable)
        heap.gcRefs[object] = Heap.notCandidate
        object = heap.next[object]
      } else {
        let next = heap.next[object]
        heap.move(object, to: unreachable)
        heap.gcRefs[object] = Heap.tentativelyUnreachable
        record.tentative += 1
        object = next
      }
    }
  }

  /// Marks a target of a reachable object as reachable (visit_reachable).
  @inline(__always) private mutating func visitReachable(
    from object: Int32,
    _ list: ObjectList,
    _ unreachable: ObjectList
  ) {
    let span = heap.references.span(of: object)
    var visits: Int64 = 0
    var index = span.start
    while index < span.end {
      let entry = heap.references.entry(at: index)
      index += 1
      guard entry.target >= 0 else { continue }
      visits += Int64(entry.count)
      let references = heap.gcRefs[entry.target]
      if references == 0 {
        heap.gcRefs[entry.target] = 1
      } else if references == Heap.tentativelyUnreachable {
        heap.move(entry.target, to: list)
        heap.gcRefs[entry.target] = 1
      }
    }
    record.visits += visits
  }
}
