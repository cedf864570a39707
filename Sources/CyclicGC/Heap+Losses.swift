/// Dates garbage with the stamps of lost references.
extension Heap {
  /// The reference is held from outside the traced containers.
  static let outside: Int32 = -1
  /// A deallocation or a collection holds the reference for a while. Its end is no loss.
  static let lent: Int32 = -2

  // MARK: Stamps

  /// Removes `count` references to an object, and returns whether they were the last. All decrements of a count happen here (Py_DECREF).
  ///
  /// - Parameter holder: the slot of the object that held them, `outside` or `lent`.
  @inline(__always) mutating func takeReferences(
    _ count: Int32,
    to object: Int32,
    heldBy holder: Int32
  ) -> Bool {
    if losses.isKept, holder != Heap.lent { noteLoss(of: object, heldBy: holder) }
    let left = referenceCount[object] - count
    referenceCount[object] = left
    return left == 0
  }

  /// Notes that a reference from `holder` goes. If the holder is garbage, its references have been on no path since it became garbage.
  @inline(never) private mutating func noteLoss(of object: Int32, heldBy holder: Int32) {
    if losses.mode == .boundaries {
      if holder == Heap.outside { losses.changed.append(rank[object]) }
      return
    }
    // The running collection has found the object unreachable, so there was no path to lose.
    guard !has(.garbage, object) else { return }
    var (moment, bytesBorn) = (now, self.bytesBorn)
    if holder >= 0, has(.garbage, holder) || has(.dying, holder) {
      (moment, bytesBorn) = (losses[holder].moment, losses[holder].bytesBorn)
    }
    guard moment >= losses[object].moment else { return }
    losses[object].moment = moment
    losses[object].bytesBorn = bytesBorn
  }

  /// Notes a change of the object: its references, its size, or the references to it from outside.
  @inline(__always) mutating func noteChange(of object: Int32) {
    if losses.isKept { touch(object) }
  }

  @inline(never) private mutating func touch(_ object: Int32) {
    // An object that has just lost a reference was reachable until now, and a reference that it drops now was on a path until now.
    if losses[object].moment != now { losses[object].touched = now }
    if losses.mode == .boundaries { losses.changed.append(rank[object]) }
  }

  /// A newborn object has lost no reference yet.
  mutating func noteBirth(of object: Int32) {
    losses[object] = Losses.Stamp(moment: now, bytesBorn: bytesBorn, touched: 0)
    if losses.mode == .boundaries { losses.changed.append(rank[object]) }
  }

  /// Notes the end of a deallocation. The object may have been garbage before the deallocation began.
  mutating func noteDeath(of object: Int32) {
    if losses.mode == .boundaries {
      losses.changed.append(rank[object])
      return
    }
    let stamp = losses[object]
    if !has(.garbage, object) {
      if stamp.touched >= stamp.moment { losses.isIrregular = true }
      guard stamp.moment < now else { return }
    }
    losses.records.append(
      GarbageRecord(
        rank: rank[object],
        unreachable: stamp.moment,
        freed: now,
        collection: cause == .collection ? causeIndex : nil,
        ageBytes: bytesBorn &- stamp.bytesBorn,
        bytes: size[object]
      )
    )
  }

  // MARK: Dates

  /// Dates the objects of a list to which no other object refers. Spreads the latest stamp along their references first, then the next.
  /// Marks the objects as `garbage`. O(n log n + references).
  mutating func dateGarbage(_ list: ObjectList) {
    guard losses.mode == .stamps else { return }
    losses.dated.removeAll(keepingCapacity: true)
    var object = next[list.head]
    while object != list.head {
      note(garbage: object)
      object = next[object]
    }
    spreadStamps()
  }

  private mutating func note(garbage object: Int32) {
    set(.garbage, object)
    losses.dated.append(Losses.Dated(moment: losses[object].moment, slot: object))
  }

  private mutating func spreadStamps() {
    losses.dated.sort { $0.moment > $1.moment }
    for index in losses.dated.indices {
      let start = losses.dated[index].slot
      guard !has(.dated, start) else { continue }
      let stamp = losses[start]
      set(.dated, start)
      losses.stack.append(start)
      while !losses.stack.isEmpty {
        let object = losses.stack[losses.stack.count - 1]
        losses.stack.removeLast()
        spread(stamp, from: object)
      }
    }
    for index in losses.dated.indices {
      let object = losses.dated[index].slot
      flags[object] &= ~Flags.dated.rawValue
      if losses[object].touched >= losses[object].moment { losses.isIrregular = true }
    }
  }

  @inline(__always) private mutating func spread(_ stamp: Losses.Stamp, from object: Int32) {
    let span = references.span(of: object)
    var index = span.start
    while index < span.end {
      let target = references.entry(at: index).target
      index += 1
      guard target >= 0, has(.garbage, target), !has(.dated, target) else { continue }
      set(.dated, target)
      losses[target].moment = stamp.moment
      losses[target].bytesBorn = stamp.bytesBorn
      losses.stack.append(target)
    }
  }

  /// All garbage that exists now, whether or not any collection would find it. O(heap).
  mutating func garbageAlive() -> [GarbageRecord] {
    if losses.mode == .boundaries { return losses.graph?.garbage(at: now) ?? [] }
    guard losses.mode == .stamps else { return [] }
    var slots: [Int32] = []
    slots.reserveCapacity(Int(objectsAlive))
    for index in 0..<slotOfRank.capacity {
      let slot = slotOfRank[Int32(truncatingIfNeeded: index)]
      guard slot >= 0 else { continue }
      slots.append(slot)
      set(.garbage, slot)
    }
    for slot in slots where external[slot] > 0 { unmarkGarbage(reachedFrom: slot) }
    losses.dated.removeAll(keepingCapacity: true)
    for slot in slots where has(.garbage, slot) { note(garbage: slot) }
    spreadStamps()
    return losses.dated.map { dated in
      flags[dated.slot] &= ~Flags.garbage.rawValue
      return GarbageRecord(
        rank: rank[dated.slot],
        unreachable: losses[dated.slot].moment,
        bytes: size[dated.slot]
      )
    }
  }

  private mutating func unmarkGarbage(reachedFrom root: Int32) {
    guard has(.garbage, root) else { return }
    flags[root] &= ~Flags.garbage.rawValue
    losses.stack.append(root)
    while !losses.stack.isEmpty {
      let object = losses.stack[losses.stack.count - 1]
      losses.stack.removeLast()
      let span = references.span(of: object)
      for index in span.start..<span.end {
        let target = references.entry(at: index).target
        guard target >= 0, has(.garbage, target) else { continue }
        flags[target] &= ~Flags.garbage.rawValue
        losses.stack.append(target)
      }
    }
  }

  // MARK: Boundaries

  /// Passes a boundary: the end of an event, the decision on a collection, or its end. Handles all changes since the last boundary
  /// together.
  @inline(__always) mutating func passBoundary() {
    if losses.mode == .boundaries { applyChanges() }
  }

  @inline(never) private mutating func applyChanges() {
    guard !losses.changed.isEmpty, var graph = losses.graph.take() else { return }
    var changes = BoundaryGraph.Changes()
    for changed in Set(losses.changed) {
      let slot = slotOfRank[changed]
      guard slot >= 0 else {
        changes.dead.append(changed)
        continue
      }
      var targets: Set<Int32> = []
      let span = references.span(of: slot)
      for index in span.start..<span.end {
        let target = references.entry(at: index).target
        if target >= 0 { targets.insert(rank[target]) }
      }
      changes.alive.append(
        BoundaryGraph.Change(
          rank: changed,
          targets: targets,
          isHeldFromOutside: external[slot] > 0,
          bytes: size[slot]
        )
      )
    }
    losses.changed.removeAll(keepingCapacity: true)
    graph.apply(
      changes,
      moment: now,
      bytesBorn: bytesBorn,
      collection: cause == .collection ? causeIndex : nil,
      records: &losses.records
    )
    losses.graph = consume graph
  }
}
