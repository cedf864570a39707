import HeapTrace

/// Dropped references, and scripts.
extension Replay {
  mutating func unreference(_ event: ReplayEvent) throws(ReplayError) {
    let source = try slot(event.object, event.kind)
    let target = try slot(event.target, event.kind)
    let count = Int32(truncatingIfNeeded: event.n)
    guard collector.heap.references.remove(target, count: count, from: source) else {
      throw .referenceNotHeld(
        event: sequence,
        source: event.object,
        target: event.target,
        held: collector.heap.references.count(of: target, in: source),
        dropped: event.n
      )
    }
    collector.heap.noteChange(of: source)
    collector.heap.noteRemoved(source, target, count)
    collector.heap.decrement(target, by: count, heldBy: source)
  }

  mutating func release(_ event: ReplayEvent) throws(ReplayError) {
    let object = try slot(event.object, event.kind)
    let held = Int64(collector.heap.external[object])
    guard held >= event.n else {
      throw .releaseBelowZero(
        event: sequence,
        object: event.object,
        held: held,
        dropped: event.n
      )
    }
    let count = Int32(truncatingIfNeeded: event.n)
    collector.heap.external[object] -= count
    collector.heap.decrement(object, by: count, heldBy: Heap.outside)
  }

  /// `finalizer`, `callback`: adds a step to a script, or empties a script.
  mutating func addScriptStep(_ event: ReplayEvent) throws(ReplayError) {
    let annex = collector.heap.annexIndex(of: try slot(event.object, event.kind))
    let kind: AnnexPool.ScriptKind = event.kind == .finalizer ? .finalizer : .callback
    guard let step = event.script else {
      collector.heap.annexes.clear(kind, of: annex)
      return
    }
    collector.heap.annexes.append(
      ScriptStep(
        kind: step,
        object: event.target,
        target: event.other,
        count: Int32(truncatingIfNeeded: event.n),
        next: -1
      ),
      to: kind,
      of: annex
    )
  }
}
