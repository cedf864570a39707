import HeapTrace

/// Scripts: the actions of finalizers and of weak references' callbacks. A step that no longer applies is skipped.
extension Heap {
  mutating func pushFinalizer(_ object: Int32) {
    finalizersCalled += 1
    noteFinalized(object)
    guard annex[object] >= 0 else { return }
    pushScript(annexes.script(.finalizer, of: annex[object]), of: object)
  }

  mutating func pushCallback(_ weakReference: Int32) {
    callbacksCalled += 1
    noteCalled(weakReference)
    pushScript(annexes.script(.callback, of: annex[weakReference]), of: weakReference)
  }

  private mutating func pushScript(_ script: Annex.Script, of owner: Int32) {
    guard script.first >= 0 else { return }
    frames.append(Frame(step: .script, object: owner, cursor: script.first))
  }

  mutating func runScriptStep(_ frame: Frame, at index: Int) {
    guard frame.cursor >= 0 else {
      frames.removeLast()
      return
    }
    let step = annexes.step(at: frame.cursor)
    frames[index].cursor = step.next
    guard let object = slotInReach(ofRank: step.object) else { return }
    switch step.kind {
    case .retain:
      _ = retain(object, step.count)
    case .release:
      guard external[object] >= step.count else { return }
      external[object] -= step.count
      decrementWithinFrame(object, by: step.count, heldBy: Heap.outside)
    case .reference:
      guard let target = slotInReach(ofRank: step.target) else { return }
      _ = addReferences(from: object, to: target, step.count)
      noteChange(of: target)
    case .unreference:
      guard let target = slotInReach(ofRank: step.target),
        references.remove(target, count: step.count, from: object)
      else { return }
      noteChange(of: object)
      noteRemoved(object, target, step.count)
      decrementWithinFrame(target, by: step.count, heldBy: object)
    case .clear:
      noteChange(of: object)
      pushClear(object)
    default:
      break
    }
  }

  /// The slot of an object that can still be referred to; nil if the object is dead or its deallocation is past its finalizer.
  private func slotInReach(ofRank rank: Int32) -> Int32? {
    guard rank >= 0 else { return nil }
    let slot = slotOfRank[rank]
    return slot < 0 || has(.dying, slot) ? nil : slot
  }

  // MARK: References that come

  /// Adds `count` references from outside. Returns false and does nothing if the count would overflow.
  mutating func retain(_ object: Int32, _ count: Int32) -> Bool {
    let (total, overflow) = referenceCount[object].addingReportingOverflow(count)
    guard !overflow, total <= Heap.mostReferences else { return false }
    referenceCount[object] = total
    external[object] += count
    noteChange(of: object)
    return true
  }

  /// Adds `count` references from one object to another. Returns false and does nothing if the count would overflow.
  mutating func addReferences(from source: Int32, to target: Int32, _ count: Int32) -> Bool {
    let (total, overflow) = referenceCount[target].addingReportingOverflow(count)
    guard !overflow, total <= Heap.mostReferences,
      references.append(target, count: count, to: source)
    else { return false }
    referenceCount[target] = total
    noteChange(of: source)
    noteAdded(source, target, count)
    return true
  }
}
