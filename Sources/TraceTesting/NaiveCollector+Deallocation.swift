/// References, deallocation and scripts: the work of reference counting without the collector.
extension NaiveCollector {
  func addReferences(from source: NaiveObject, to target: NaiveObject, _ count: Int) {
    for _ in 0..<count { source.references.append(target) }
    target.count += count
  }

  /// Drops the latest of equal references, `count` times. There must be that many.
  func removeReferences(from source: NaiveObject, to target: NaiveObject, _ count: Int) {
    for _ in 0..<count {
      if let last = source.references.lastIndex(where: { $0 === target }) {
        source.references.remove(at: last)
      }
    }
    for _ in 0..<count { decrement(target) }
  }

  func clear(_ object: NaiveObject) {
    let dropped = object.references
    object.references = []
    for target in dropped { decrement(target) }
  }

  func decrement(_ object: NaiveObject) {
    object.count -= 1
    if object.count == 0 { deallocate(object) }
  }

  private func deallocate(_ object: NaiveObject) {
    leaveList(object)
    if object.type.has("finalizer"), !object.isFinalized {
      if !object.type.isAtomic { track(object) }
      object.isFinalized = true
      object.count = 1
      callFinalizer(object)
      object.count -= 1
      if object.count > 0 { return }
      leaveList(object)
    }
    object.isDying = true
    history.freed.append(object.number)
    detach(object)
    clearWeakReferences(of: object)
    clear(object)
    if !object.type.isAtomic { countDeallocation(of: object) }
    remove(object)
  }

  /// PyObject_GC_UnTrack also forgets that the object is a candidate.
  private func leaveList(_ object: NaiveObject) {
    untrack(object)
    object.isCollecting = false
  }

  private func countDeallocation(of object: NaiveObject) {
    let type = object.type
    if let limit = type.freeListLimit, type.freeListLength < limit {
      type.freeListLength += 1
      type.freeListSize = object.size
    } else {
      countDeallocation()
    }
  }

  private func clearWeakReferences(of object: NaiveObject) {
    let weakReferences = object.weakReferences
    for weakReference in weakReferences { detach(weakReference) }
    let called = weakReferences.filter { $0.hasCallback && $0.count > 0 && !$0.isDying }
    for weakReference in called { weakReference.count += 1 }
    for weakReference in called { callCallback(weakReference) }
    for weakReference in called.reversed() { decrement(weakReference) }
  }

  // MARK: Weak references

  func attach(_ weakReference: NaiveObject, to target: NaiveObject, callback: Bool) {
    detach(weakReference)
    weakReference.target = target
    weakReference.hasCallback = callback
    target.weakReferences.insert(weakReference, at: 0)
  }

  func detach(_ weakReference: NaiveObject) {
    weakReference.target?.weakReferences.removeAll { $0 === weakReference }
    weakReference.target = nil
  }

  // MARK: Scripts

  func callFinalizer(_ object: NaiveObject) {
    finalizersCalled += 1
    history.finalized.append(object.number)
    for step in object.finalizerScript { run(step) }
  }

  func callCallback(_ weakReference: NaiveObject) {
    callbacksCalled += 1
    history.called.append(weakReference.number)
    for step in weakReference.callbackScript { run(step) }
  }

  /// Runs one step of a script, or does nothing if the step does not apply.
  private func run(_ step: [String]) {
    func inReach(_ index: Int) -> NaiveObject? {
      guard step.indices.contains(index), let number = Int(step[index]) else { return nil }
      return object(number).flatMap { $0.isDying ? nil : $0 }
    }
    func count(_ index: Int) -> Int {
      step.indices.contains(index) ? Int(step[index]) ?? 1 : 1
    }
    guard let object = inReach(1) else { return }
    switch step[0] {
    case "retain":
      object.external += count(2)
      object.count += count(2)
    case "release":
      guard object.external >= count(2) else { return }
      object.external -= count(2)
      for _ in 0..<count(2) { decrement(object) }
    case "ref":
      guard let target = inReach(2) else { return }
      addReferences(from: object, to: target, count(3))
    case "unref":
      guard let target = inReach(2),
        object.references.count(where: { $0 === target }) >= count(3)
      else { return }
      removeReferences(from: object, to: target, count(3))
    case "clear": clear(object)
    default: inconsistencies.append("script step \(step)")
    }
  }
}
