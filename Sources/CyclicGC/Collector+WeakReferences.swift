/// Weak references to garbage, and their callbacks.
extension Collector {
  /// Clears weak references to unreachable objects, then calls the callbacks of those that are not garbage themselves (handle_weakrefs).
  /// A weak reference that dies here counts as collected. One that lives on joins the old list.
  mutating func handleWeakReferences(_ old: ObjectList) {
    var object = heap.next[ObjectList.unreachable.head]
    while object != ObjectList.unreachable.head {
      clearWeakReferences(of: object, old)
      object = heap.next[object]
    }
    callCallbacks(old)
  }

  private mutating func clearWeakReferences(of object: Int32, _ old: ObjectList) {
    guard heap.annex[object] >= 0 else { return }
    let clearsPlain = version.plainWeakReferences == .clearedBeforeFinalizers
    if clearsPlain, heap.has(.weakref, object) { heap.detach(weakReference: object) }
    var weakReference = heap.firstWeakReference(to: object)
    while weakReference >= 0 {
      let next = heap.weakReference(after: weakReference)
      let hasCallback = heap.hasCallback(weakReference)
      if clearsPlain || hasCallback { heap.detach(weakReference: weakReference) }
      if hasCallback, heap.gcRefs[weakReference] != Heap.tentativelyUnreachable {
        heap.referenceCount[weakReference] += 1
        if heap.isTracked(weakReference) {
          heap.remove(weakReference)
        } else {
          // The weak reference was in no generation, so it did not move from one.
          heap.generation[weakReference] = old.generation
        }
        heap.append(weakReference, to: .callbacks)
      }
      weakReference = next
    }
  }

  private mutating func callCallbacks(_ old: ObjectList) {
    while true {
      let weakReference = heap.next[ObjectList.callbacks.head]
      guard weakReference != ObjectList.callbacks.head else { break }
      heap.callCallback(weakReference)
      heap.decrement(weakReference, heldBy: Heap.lent)
      if heap.next[ObjectList.callbacks.head] == weakReference {
        if heap.has(.atomic, weakReference) {
          heap.remove(weakReference)
        } else {
          noteMoved(weakReference, old)
          moveToOld(weakReference, old)
        }
      } else {
        record.collected += 1
      }
    }
  }

  /// Clears every weak reference to and among the objects to delete, without calling callbacks (3.13.13, 3.14.4; gh-136189). A finalizer
  /// may have created some.
  mutating func clearWeakReferencesAgain() {
    guard version.clearsWeakReferencesAgain else { return }
    var object = heap.next[ObjectList.unreachable.head]
    while object != ObjectList.unreachable.head {
      if heap.annex[object] >= 0 {
        if heap.has(.weakref, object) { heap.detach(weakReference: object) }
        while true {
          let weakReference = heap.firstWeakReference(to: object)
          guard weakReference >= 0 else { break }
          heap.detach(weakReference: weakReference)
        }
      }
      object = heap.next[object]
    }
  }
}
