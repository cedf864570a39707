/// Keeping the record of a collection: what the phases found, beside what they do.
extension Collector {
  /// A candidate that deduce_unreachable left: by rank, since it may be dead and its slot free when the record is closed.
  struct UnreachableMember: BitwiseCopyable {
    var rank: Int32
    var generation: UInt8
    var size: Int64
  }

  /// The collection has been decided: what holds before it changes anything.
  mutating func begin(
    _ generation: Int,
    _ trigger: CollectionRecord.Trigger,
    _ event: Int64,
    _ time: Int64?
  ) {
    for index in record.members.indices {
      record.members[index].ranks.removeAll(keepingCapacity: true)
    }
    let members = record.members
    let sequence = record.sequence + 1
    record = CollectionRecord()
    record.members = members
    record.sequence = sequence
    record.event = event
    record.time = time
    record.generation = generation
    record.trigger = trigger
    record.counts = counts
    record.longLivedPendingBefore = longLivedPending
    record.longLivedTotalBefore = longLivedTotal
    record.heapObjectsBefore = heap.objectsAlive
    record.heapBytesBefore = heap.bytesAlive
    record.finalized = -heap.finalizersCalled
    record.callbacks = -heap.callbacksCalled
    unreachableMembers.removeAll(keepingCapacity: true)
    collectionEvents.append(event)
    heap.cause = .collection
    heap.causeIndex = sequence
  }

  /// The collection has ended: what became of the unreachable, and what holds now.
  mutating func end(_ old: ObjectList) {
    for member in unreachableMembers { close(member, old) }
    record.candidates = record.reachable + record.unreachable
    record.finalized += heap.finalizersCalled
    record.callbacks += heap.callbacksCalled
    record.longLivedPending = longLivedPending
    record.longLivedTotal = longLivedTotal
    record.heapObjects = heap.objectsAlive
    record.heapBytes = heap.bytesAlive
    record.sizes = (
      heap.length(of: .young), heap.length(of: .middle), heap.length(of: .oldest),
      heap.length(of: .permanent)
    )
    heap.cause = .referenceCount
  }

  /// Notes what deduce_unreachable left.
  mutating func noteUnreachable() {
    var object = heap.next[ObjectList.unreachable.head]
    while object != ObjectList.unreachable.head {
      let member = UnreachableMember(
        rank: heap.rank[object],
        generation: heap.generation[object],
        size: heap.size[object]
      )
      record.bytesCandidates &+= member.size
      unreachableMembers.append(member)
      object = heap.next[object]
    }
    record.unreachable = heap.length(of: .unreachable)
  }

  /// Notes a survivor that is no longer watched.
  mutating func noteUntracked(_ object: Int32) {
    record.reachable += 1
    record.bytesCandidates &+= heap.size[object]
    list(heap.rank[object], Int(heap.generation[object]), .reachable, to: nil)
  }

  /// Notes the survivors, and that they are now of the old generation.
  mutating func noteSurvivors(_ young: ObjectList, _ old: ObjectList) {
    let destination = Int(old.rawValue)
    record.reachable += heap.length(of: young)
    var object = heap.next[young.head]
    while object != young.head {
      let generation = heap.generation[object]
      record.bytesCandidates &+= heap.size[object]
      list(heap.rank[object], Int(generation), .reachable, to: destination)
      if generation != old.tag {
        record.promoted += 1
        heap.generation[object] = old.tag
      }
      object = heap.next[object]
    }
  }

  /// Notes a weak reference that is about to join the old list, wherever it was.
  mutating func noteMoved(_ weakReference: Int32, _ old: ObjectList) {
    let generation = Int(heap.generation[weakReference])
    // One kept for a legacy finalizer is a candidate, of which `close` tells.
    guard generation != Int(old.rawValue), !heap.has(.uncollectable, weakReference) else { return }
    if generation < Int(old.rawValue) { record.promoted += 1 }
    list(heap.rank[weakReference], generation, .moved, to: Int(old.rawValue))
  }

  /// Marks all of a list, so that `end` can tell why its members are alive.
  mutating func mark(_ marked: ObjectList, _ flag: Heap.Flags) {
    var object = heap.next[marked.head]
    while object != marked.head {
      heap.set(flag, object)
      object = heap.next[object]
    }
  }

  private mutating func close(_ member: UnreachableMember, _ old: ObjectList) {
    let generation = Int(member.generation)
    let slot = heap.slotOfRank[member.rank]
    guard slot >= 0 else {
      record.bytesCollected &+= member.size
      list(member.rank, generation, .freed, to: nil)
      return
    }
    let outcome: CollectionRecord.Outcome =
      heap.has(.uncollectable, slot)
      ? .uncollectable : heap.has(.resurrected, slot) ? .resurrected : .saved
    heap.flags[slot] &= ~(Heap.Flags.uncollectable.rawValue | Heap.Flags.resurrected.rawValue)
    // One that a finalizer of a later deallocation tracked again is in generation 0.
    let list = heap.list[slot]
    heap.generation[slot] = list == ObjectList.none ? member.generation : list
    if Int(list) == Int(old.rawValue), generation < Int(old.rawValue) { record.promoted += 1 }
    self.list(member.rank, generation, outcome, to: list == ObjectList.none ? nil : Int(list))
  }

  @inline(__always) private mutating func list(
    _ rank: Int32,
    _ generation: Int,
    _ outcome: CollectionRecord.Outcome,
    to destination: Int?
  ) {
    guard listsMembers else { return }
    let index = memberIndex.index(generation, outcome, destination, in: &record.members)
    record.members[index].ranks.append(rank)
  }
}

/// Finds the list of members with one generation, outcome and destination; a list once made stays, for the next collection.
struct MemberIndex {
  private var indices: [Int16] = Array(repeating: -1, count: 4 * 6 * 5)

  @inline(__always) mutating func index(
    _ generation: Int,
    _ outcome: CollectionRecord.Outcome,
    _ destination: Int?,
    in members: inout [CollectionRecord.Members]
  ) -> Int {
    let key = (generation * 6 + Int(outcome.rawValue)) * 5 + (destination ?? 4)
    let index = indices[key]
    guard index < 0 else { return Int(index) }
    members.append(
      CollectionRecord.Members(generation: generation, outcome: outcome, toGeneration: destination)
    )
    indices[key] = Int16(members.count - 1)
    return members.count - 1
  }
}
