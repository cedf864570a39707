/// Invariants of a heap between events, whatever the log. For tests.
extension Heap {
  /// One sentence for each invariant that does not hold; empty if all hold. O(heap).
  package func checkInvariants() -> [String] {
    var broken: [String] = []
    let alive = slotsAlive(&broken)
    checkLists(alive, &broken)
    checkReferenceCounts(alive, &broken)
    checkWeakReferences(alive, &broken)
    if !frames.isEmpty { broken.append("\(frames.count) frames are left") }
    if !pendingCallbacks.isEmpty { broken.append("\(pendingCallbacks.count) callbacks are left") }
    if pacing.youngCount < 0 { broken.append("the count is \(pacing.youngCount)") }
    let limit = Int(unusedSlot)
    broken += references.checkInvariants(
      holders: Set(alive.keys),
      slots: Int(ObjectList.headCount)..<limit
    )
    return broken
  }

  /// The slot of every object alive, with its rank.
  private func slotsAlive(_ broken: inout [String]) -> [Int32: Int32] {
    var alive: [Int32: Int32] = [:]
    var bytes: Int64 = 0
    for index in 0..<slotOfRank.capacity {
      let slot = slotOfRank[Int32(index)]
      guard slot >= 0 else { continue }
      if rank[slot] != Int32(index) { broken.append("slot \(slot): not the one of rank \(index)") }
      alive[slot] = Int32(index)
      bytes &+= size[slot]
    }
    if Int64(alive.count) != objectsAlive {
      broken.append("\(alive.count) objects are alive, not \(objectsAlive)")
    }
    if bytes != bytesAlive { broken.append("\(bytes) bytes are alive, not \(bytesAlive)") }
    var free: Set<Int32> = []
    var slot = freeSlot
    while slot >= 0 {
      if !free.insert(slot).inserted {
        broken.append("a slot is free twice")
        break
      }
      slot = next[slot]
    }
    if !free.isDisjoint(with: alive.keys) { broken.append("a slot is free and in use") }
    if free.count + alive.count != Int(unusedSlot - ObjectList.headCount) {
      broken.append("a slot is lost")
    }
    return alive
  }

  private func checkLists(_ alive: [Int32: Int32], _ broken: inout [String]) {
    var seen: Set<Int32> = []
    for checked in ObjectList.allCases {
      var length: Int64 = 0
      var object = next[checked.head]
      while object != checked.head {
        if !seen.insert(object).inserted {
          broken.append("\(checked): slot \(object) is on it twice")
          return
        }
        if alive[object] == nil { broken.append("\(checked): slot \(object) is dead") }
        if previous[next[object]] != object {
          broken.append("\(checked): broken at slot \(object)")
        }
        if list[object] != checked.tag { broken.append("\(checked): slot \(object) is elsewhere") }
        if has(.atomic, object) { broken.append("\(checked): slot \(object) is atomic") }
        if generation[object] != checked.generation {
          broken.append("\(checked): slot \(object) is of generation \(generation[object])")
        }
        length += 1
        object = next[object]
      }
      if length != lengths[checked.rawValue] {
        broken.append("\(checked): \(length) long, not \(lengths[checked.rawValue])")
      }
      if !checked.isLasting, length > 0 {
        broken.append("\(checked): not empty")
      }
    }
    for (object, rank) in alive {
      if isTracked(object) != seen.contains(object) {
        broken.append("object \(rank): on no list but tracked, or the other way round")
      }
      if gcRefs[object] != Heap.notCandidate { broken.append("object \(rank): a candidate") }
      let passing: Flags = [.dying, .dated, Flags.ofCollection]
      if flags[object] & passing.rawValue != 0 { broken.append("object \(rank): a flag is left") }
    }
  }

  private func checkReferenceCounts(_ alive: [Int32: Int32], _ broken: inout [String]) {
    var held: [Int32: Int64] = [:]
    for object in alive.keys {
      let span = references.span(of: object)
      for index in span.start..<span.end {
        let entry = references.entry(at: index)
        guard entry.target >= 0 else { continue }
        held[entry.target, default: 0] += Int64(entry.count)
        if alive[entry.target] == nil { broken.append("a reference to dead slot \(entry.target)") }
      }
    }
    for (object, rank) in alive {
      let count = Int64(external[object]) + held[object, default: 0]
      if external[object] < 0 { broken.append("object \(rank): negative from outside") }
      if count != Int64(referenceCount[object]) || count < 1 {
        broken.append("object \(rank): \(referenceCount[object]) references, not \(count)")
      }
    }
  }

  private func checkWeakReferences(_ alive: [Int32: Int32], _ broken: inout [String]) {
    var listed: [Int32: Int32] = [:]
    for (object, rank) in alive {
      var before: Int32 = -1
      var weak = firstWeakReference(to: object)
      while weak >= 0 {
        guard alive[weak] != nil, annex[weak] >= 0, listed[weak] == nil else {
          broken.append("object \(rank): a weak reference that is dead or listed twice")
          break
        }
        listed[weak] = object
        if annexes[annex[weak]].previousWeakReference != before {
          broken.append("object \(rank): its weak references are not linked backwards")
        }
        before = weak
        weak = weakReference(after: weak)
      }
    }
    for (object, rank) in alive where annex[object] >= 0 {
      let target = annexes[annex[object]].target
      if target >= 0, listed[object] != target || !has(.weakref, object) {
        broken.append("weak reference \(rank): not on its target's list")
      }
      if target < 0, listed[object] != nil {
        broken.append("weak reference \(rank): dead, but on a list")
      }
    }
    let annexed = alive.keys.filter { annex[$0] >= 0 }.map { annex[$0] }
    broken += annexes.checkInvariants(used: annexed)
  }
}

extension References {
  /// The broken invariants of the pool: spans that overlap, or an index that does not match its list.
  func checkInvariants(holders: Set<Int32>, slots: Range<Int>) -> [String] {
    var broken: [String] = []
    var room: [(start: Int32, end: Int32)] = []
    for slot in slots {
      let span = self.span(of: Int32(slot))
      if span.length > span.room { broken.append("slot \(slot): more references than room") }
      if span.length > 0, !holders.contains(Int32(slot)) {
        broken.append("slot \(slot): a dead object's references")
      }
      if span.room > 0 { room.append((span.start, span.start + span.room)) }
      checkIndex(of: Int32(slot), &broken)
    }
    for roomClass in Int32(1)...32 {
      var start = freeStart(ofClass: roomClass)
      while start >= 0 {
        room.append((start, start + 1 << (roomClass - 1)))
        // A circle would have more spans than the pool has entries.
        guard room.count <= Int(used) else { return broken + ["room is free twice"] }
        start = entry(at: start).target
      }
    }
    room.sort { $0.start < $1.start }
    var end: Int32 = 0
    for span in room {
      if span.start != end { broken.append("the pool overlaps or leaks at \(span.start)") }
      end = span.end
    }
    if end != used { broken.append("the pool is used up to \(end), not \(used)") }
    return broken
  }

  private func checkIndex(of holder: Int32, _ broken: inout [String]) {
    let span = self.span(of: holder)
    var last: [Int32: Int32] = [:]
    var occurrences: [Int32: Int] = [:]
    var holes: Int32 = 0
    for position in 0..<span.length {
      let entry = self.entry(at: span.start + position)
      guard entry.target >= 0 else {
        holes += 1
        continue
      }
      if entry.count < 1 { broken.append("slot \(holder): an entry counts \(entry.count)") }
      last[entry.target] = position
      occurrences[entry.target, default: 0] += 1
    }
    guard span.length > References.wideLength else {
      if holes > 0 { broken.append("slot \(holder): a hole in a short list") }
      if wideIndexes[holder] != nil { broken.append("slot \(holder): an index of a short list") }
      return
    }
    guard let index = wideIndexes[holder] else {
      broken.append("slot \(holder): a long list without an index")
      return
    }
    if index.last != last { broken.append("slot \(holder): the index is not the list's") }
    if index.holes != holes { broken.append("slot \(holder): \(holes) holes, not \(index.holes)") }
    let repeated = occurrences.filter { $0.value > 1 }.keys
    if !index.repeated.isSuperset(of: repeated) {
      broken.append("slot \(holder): a target twice that the index has once")
    }
  }
}

extension AnnexPool {
  /// The broken invariants of the pool, given the annexes in use: an annex that is missing or used twice, or a script step that is.
  func checkInvariants(used: [Int32]) -> [String] {
    var broken: [String] = []
    let free = Set(freeAnnexes)
    if free.count != freeAnnexes.count || Set(used).count != used.count
      || !free.isDisjoint(with: used)
    {
      broken.append("an annex is in use twice")
    }
    if free.count + used.count != annexes.count { broken.append("an annex is lost") }
    var steps = freeSteps
    for index in used {
      for kind in [ScriptKind.finalizer, .callback] {
        var step = script(kind, of: index).first
        while step >= 0 {
          steps.append(step)
          step = self.step(at: step).next
        }
      }
    }
    if Set(steps).count != steps.count || steps.count != self.steps.count {
      broken.append("a script step is lost or used twice")
    }
    return broken
  }
}
