/// Collections, step by step as section 4 of docs/collector.md numbers them.
extension NaiveCollector {
  func collect(_ generation: Int, isExplicit: Bool, fullPutOff: Bool = false) {
    if version.incremental != nil { return collectIncrementally(generation, isExplicit) }
    if spaces != nil { return collectSpaces(generation, isExplicit) }
    var record = begin(generation, isExplicit)
    record.numbers["full_put_off"] = fullPutOff ? 1 : 0
    let old: NaiveObject.List = generation == 0 ? .generation1 : .generation2
    let young: NaiveObject.List =
      [.generation0, .generation1, .generation2][generation]
    let generationBefore = generations

    // 1, 2
    if generation < 2 { counts[generation + 1] += 1 }
    for index in 0...generation { counts[index] = 0 }
    let grossBytesBefore = grossBytes
    grossBytes = 0
    floating = 0
    for list in [NaiveObject.List.generation0, .generation1] where list.rawValue < generation {
      merge(list, into: young)
    }
    examine(young, old, generationBefore, &record) {
      if generation == 1 { pending += lists[young.rawValue].count }
      if generation == 2 {
        if version.untracksDicts { untrack("kind=dict", in: young, &$0) }
        pending = 0
        total = lists[young.rawValue].count
      }
    }
    // 14
    if generation == 2 { clearFreeLists() }
    end(&record)
    noteBalance(record, grossBytes: grossBytesBefore)
  }

  /// The generation of every tracked object, by number.
  var generations: [Int: Int] {
    var generations: [Int: Int] = [:]
    for object in alive { generations[object.number] = object.generation }
    return generations
  }

  func clearFreeLists() {
    for type in types.values {
      for _ in 0..<type.freeListLength { countDeallocation() }
      type.freeListLength = 0
    }
  }

  /// Steps 3 to 13 and 16 of a region; `promote` is the middle of 5, between the tuples' untracking and the merge.
  func examine(
    _ young: NaiveObject.List,
    _ old: NaiveObject.List,
    _ generationBefore: [Int: Int],
    _ record: inout NaiveCollection,
    promote: (inout NaiveCollection) -> Void = { _ in }
  ) {
    let oldGeneration = old.rawValue <= 3 ? old.rawValue : 2
    // 3
    let candidates = lists[young.rawValue]
    record.numbers["candidates"] = candidates.count
    record.numbers["bytes_candidates"] = candidates.reduce(0) { $0 + $1.bytes }
    let reached = walk(candidates)
    deduceUnreachable(young, into: .unreachable, &record)
    if Set(lists[young.rawValue].map(\.number)) != reached {
      inconsistencies.append("collection \(collection): the walk reaches \(reached.sorted())")
    }
    let survivors = lists[young.rawValue]
    let garbage = lists[NaiveObject.List.unreachable.rawValue]
    record.numbers["reachable"] = survivors.count
    record.numbers["unreachable"] = garbage.count
    // 4, 5
    untrack("kind=tuple", in: young, &record)
    promote(&record)
    if young != old { merge(young, into: old) }
    var promoted = 0
    for object in survivors {
      let before = generationBefore[object.number] ?? -1
      record.note(object.number, before, "reachable", to: object.generation)
      if let now = object.generation, now > before { promoted += 1 }
    }
    // 6 to 13
    let garbageNumbers = Set(garbage.map(\.number))
    let sizes = garbage.map(\.bytes)
    let kept = keepLegacy()
    var collected = handleWeakReferences(old) { weakReference in
      let before = generationBefore[weakReference.number]
      guard let before, !garbageNumbers.contains(weakReference.number), before != oldGeneration,
        !survivors.contains(where: { $0 === weakReference })
      else { return }
      record.note(weakReference.number, before, "moved", to: oldGeneration)
      if before < oldGeneration { promoted += 1 }
    }
    finalizeGarbage()
    let resurrected = handleResurrected(old)
    record.numbers["resurrected"] = resurrected.count
    if version.clearsWeakReferencesAfterFinalizers { clearWeakReferencesOfGarbage() }
    collected += lists[NaiveObject.List.unreachable.rawValue].count
    deleteGarbage(old)
    let uncollectable = handleLegacy(old)
    // 16
    statistics[record.generation][0] += 1
    statistics[record.generation][1] += collected
    statistics[record.generation][2] += uncollectable

    var bytesCollected = 0
    for (member, size) in zip(garbage, sizes) {
      let before = generationBefore[member.number] ?? -1
      guard object(member.number) != nil else {
        record.note(member.number, before, "freed", to: nil)
        bytesCollected += size
        continue
      }
      let outcome =
        kept.contains(member.number)
        ? "uncollectable" : resurrected.contains(member.number) ? "resurrected" : "saved"
      record.note(member.number, before, outcome, to: member.generation)
      if member.list == old, before < oldGeneration { promoted += 1 }
    }
    record.numbers["bytes_collected"] = bytesCollected
    record.numbers["collected"] = collected
    record.numbers["uncollectable"] = uncollectable
    record.numbers["promoted"] = promoted
  }

  func begin(_ generation: Int, _ isExplicit: Bool) -> NaiveCollection {
    atBoundary?(self, .decision)
    collectionsRun += 1
    collection = collectionsRun
    var record = NaiveCollection()
    record.event = event
    record.time = time
    record.generation = generation
    record.isExplicit = isExplicit
    record.numbers = [
      "seq": collection, "count0": counts[0], "count1": counts[1], "count2": counts[2],
      "threshold0": threshold0, "threshold1": thresholds[1], "threshold2": thresholds[2],
      "long_lived_pending_before": pending, "long_lived_total_before": total,
      "heap_objects_before": alive.count, "heap_bytes_before": bytesAlive,
      "finalized": -finalizersCalled, "callbacks": -callbacksCalled,
      "untracked": 0, "visits": 0, "tentative": 0,
    ]
    return record
  }

  func end(_ record: inout NaiveCollection) {
    record.numbers["finalized", default: 0] += finalizersCalled
    record.numbers["callbacks", default: 0] += callbacksCalled
    record.numbers["long_lived_pending"] = pending
    record.numbers["long_lived_total"] = total
    record.numbers["heap_objects"] = alive.count
    record.numbers["heap_bytes"] = bytesAlive
    for generation in 0...3 { record.numbers["size\(generation)"] = lists[generation].count }
    record.numbers["size2", default: 0] +=
      lists[NaiveObject.List.visited.rawValue].count
      + lists[NaiveObject.List.pending.rawValue].count
      + lists[NaiveObject.List.marked.rawValue].count
    for list in [NaiveObject.List.aging0, .aging1, .aging2] {
      record.numbers["size1", default: 0] += lists[list.rawValue].count
    }
    for fate in record.members.keys { record.members[fate]?.sort() }
    for object in alive { object.isCollecting = false }
    atBoundary?(self, .collectionEnd)
    bytesAliveBefore = bytesAlive
    if record.generation > 0 { pendingAtLastOld = pending }
    collections.append(record)
    collection = 0
  }

  // MARK: 3: reachability

  func deduceUnreachable(
    _ list: NaiveObject.List,
    into unreachable: NaiveObject.List,
    _ record: inout NaiveCollection
  ) {
    let candidates = lists[list.rawValue]
    for object in candidates {
      object.gcReferences = object.count
      object.isCollecting = true
    }
    var visits = 0
    for object in candidates {
      for target in object.references {
        visits += 1
        if target.isCollecting { target.gcReferences -= 1 }
      }
    }
    var index = 0
    while index < lists[list.rawValue].count {
      let object = lists[list.rawValue][index]
      guard object.gcReferences > 0 else {
        move(object, to: unreachable)
        record.numbers["tentative", default: 0] += 1
        continue
      }
      for target in object.references {
        visits += 1
        guard target.isCollecting else { continue }
        if target.list == unreachable {
          move(target, to: list)
          target.gcReferences = 1
        } else if target.gcReferences == 0 {
          target.gcReferences = 1
        }
      }
      object.isCollecting = false
      index += 1
    }
    record.numbers["visits", default: 0] += visits
  }

  /// The same set, computed by its definition: everything that can be reached from candidates with a reference from outside the
  /// candidates.
  func walk(_ candidates: [NaiveObject]) -> Set<Int> {
    var inside: [Int: Int] = [:]
    let numbers = Set(candidates.map(\.number))
    for object in candidates {
      for target in object.references { inside[target.number, default: 0] += 1 }
    }
    var todo = candidates.filter { $0.count > inside[$0.number, default: 0] }
    var reached = Set(todo.map(\.number))
    while let object = todo.popLast() {
      for target in object.references
      where numbers.contains(target.number) && reached.insert(target.number).inserted {
        todo.append(target)
      }
    }
    return reached
  }

  // MARK: 4: untracking

  func untrack(
    _ kind: String,
    in list: NaiveObject.List,
    _ record: inout NaiveCollection
  ) {
    for object in lists[list.rawValue]
    where object.type.has(kind) && !object.references.contains(where: mayBeTracked) {
      untrack(object)
      record.numbers["untracked", default: 0] += 1
    }
  }

  private func mayBeTracked(_ object: NaiveObject) -> Bool {
    if object.type.isAtomic { return false }
    return object.list != nil || !object.type.has("kind=tuple")
  }

  // MARK: 6, 12, 13: legacy finalizers

  /// The objects kept.
  func keepLegacy() -> Set<Int> {
    for object in lists[NaiveObject.List.unreachable.rawValue] where object.type.has("legacy") {
      move(object, to: .legacy)
    }
    var index = 0
    while index < lists[NaiveObject.List.legacy.rawValue].count {
      for target in lists[NaiveObject.List.legacy.rawValue][index].references
      where target.list == .unreachable {
        move(target, to: .legacy)
      }
      index += 1
    }
    let kept = lists[NaiveObject.List.legacy.rawValue]
    for object in kept { object.isCollecting = false }
    return Set(kept.map(\.number))
  }

  private func handleLegacy(_ old: NaiveObject.List) -> Int {
    let kept = lists[NaiveObject.List.legacy.rawValue]
    for object in kept where savesAll || object.type.has("legacy") { appendToGarbage(object) }
    merge(.legacy, into: old)
    return kept.count
  }

  private func appendToGarbage(_ object: NaiveObject) {
    history.garbage.append(object.number)
    object.external += 1
    object.count += 1
  }

  // MARK: 7, 9b: weak references

  /// Returns the number of weak references that their callbacks dropped. Calls `moved` for each of the others.
  private func handleWeakReferences(
    _ old: NaiveObject.List,
    moved: (NaiveObject) -> Void
  ) -> Int {
    let leavesPlain = version.leavesPlainWeakReferencesToFinalizers
    for object in lists[NaiveObject.List.unreachable.rawValue] {
      if !leavesPlain { detach(object) }
      for weakReference in object.weakReferences where weakReference.hasCallback || !leavesPlain {
        detach(weakReference)
        if weakReference.hasCallback, !weakReference.isCollecting {
          weakReference.count += 1
          move(weakReference, to: .callbacks)
        }
      }
    }
    var freed = 0
    while let weakReference = lists[NaiveObject.List.callbacks.rawValue].first {
      callCallback(weakReference)
      decrement(weakReference)
      if weakReference.list == .callbacks {
        if weakReference.type.isAtomic {
          removeFromList(weakReference)
        } else {
          moved(weakReference)
          move(weakReference, to: old)
        }
      } else {
        freed += 1
      }
    }
    return freed
  }

  private func clearWeakReferencesOfGarbage() {
    for object in lists[NaiveObject.List.unreachable.rawValue] {
      detach(object)
      for weakReference in object.weakReferences { detach(weakReference) }
    }
  }

  // MARK: 8, 9, 11

  private func finalizeGarbage() {
    while let object = lists[NaiveObject.List.unreachable.rawValue].first {
      move(object, to: .seen)
      guard object.type.has("finalizer"), !object.isFinalized else { continue }
      object.isFinalized = true
      object.count += 1
      callFinalizer(object)
      decrement(object)
    }
    merge(.seen, into: .unreachable)
  }

  /// Returns the resurrected objects.
  private func handleResurrected(_ old: NaiveObject.List) -> Set<Int> {
    let garbage = lists[NaiveObject.List.unreachable.rawValue]
    let reached = walk(garbage)
    if version.savesAllWhenAnyIsResurrected {
      guard !reached.isEmpty else { return [] }
      for object in garbage { object.isCollecting = false }
      merge(.unreachable, into: old)
      return Set(garbage.map(\.number))
    }
    for object in garbage { object.isCollecting = false }
    var unrecorded = NaiveCollection()
    deduceUnreachable(.unreachable, into: .stillUnreachable, &unrecorded)
    let back = Set(lists[NaiveObject.List.unreachable.rawValue].map(\.number))
    if back != reached {
      inconsistencies.append("collection \(collection): \(reached.sorted()) are resurrected")
    }
    merge(.unreachable, into: old)
    merge(.stillUnreachable, into: .unreachable)
    return back
  }

  private func deleteGarbage(_ old: NaiveObject.List) {
    while let object = lists[NaiveObject.List.unreachable.rawValue].first {
      if savesAll {
        appendToGarbage(object)
      } else if !object.type.has("kind=tuple") {
        object.count += 1
        clear(object)
        decrement(object)
      }
      if object.list == .unreachable {
        object.isCollecting = false
        move(object, to: old)
      }
    }
  }
}
