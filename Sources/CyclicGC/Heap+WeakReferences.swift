extension Heap {
  /// The object's annex, which is created if there is none.
  mutating func annexIndex(of object: Int32) -> Int32 {
    if annex[object] < 0 {
      let made = annexes.make()
      annex[object] = made
    }
    return annex[object]
  }

  /// Makes a weak reference refer to a target, as the first in the target's list (PyWeakref_NewRef's insert_head).
  mutating func attach(weakReference: Int32, to target: Int32, hasCallback: Bool) {
    detach(weakReference: weakReference)
    // Set whatever the type says, because a weak reference must leave its target's list when it dies.
    set(.weakref, weakReference)
    let own = annexIndex(of: weakReference)
    let targets = annexIndex(of: target)
    let first = annexes[targets].firstWeakReference
    annexes[own].target = target
    annexes[own].hasCallback = hasCallback
    annexes[own].nextWeakReference = first
    annexes[own].previousWeakReference = -1
    if first >= 0 { annexes[annex[first]].previousWeakReference = weakReference }
    annexes[targets].firstWeakReference = weakReference
  }

  /// Clears a weak reference without calling its callback (_PyWeakref_ClearRef). Does nothing if it is cleared already.
  mutating func detach(weakReference: Int32) {
    let own = annex[weakReference]
    guard own >= 0, annexes[own].target >= 0 else { return }
    let (before, after) = (annexes[own].previousWeakReference, annexes[own].nextWeakReference)
    if before >= 0 {
      annexes[annex[before]].nextWeakReference = after
    } else {
      annexes[annex[annexes[own].target]].firstWeakReference = after
    }
    if after >= 0 { annexes[annex[after]].previousWeakReference = before }
    annexes[own].target = -1
    annexes[own].nextWeakReference = -1
    annexes[own].previousWeakReference = -1
  }

  /// The newest weak reference to an object; -1: there is none.
  @inline(__always) func firstWeakReference(to object: Int32) -> Int32 {
    annex[object] < 0 ? -1 : annexes[annex[object]].firstWeakReference
  }

  /// The next older weak reference to the same object; -1: there is none.
  func weakReference(after weakReference: Int32) -> Int32 {
    annexes[annex[weakReference]].nextWeakReference
  }

  func hasCallback(_ weakReference: Int32) -> Bool {
    annexes[annex[weakReference]].hasCallback
  }
}
