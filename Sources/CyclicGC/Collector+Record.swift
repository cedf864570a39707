/// Fills the record of a collection with the findings of the phases. Nothing here changes the heap.
extension Collector {
  /// A candidate that deduce_unreachable found unreachable. It is known by rank, because it may be dead, and its slot free, when the
  /// record is closed.
  struct UnreachableMember: BitwiseCopyable {
    var rank: Int32
    var generation: UInt8
    var bytes: Int64
  }

  /// Records the state after the decision, before the collection changes anything.
  mutating func begin(_ decision: Decision, _ event: Int64, _ time: Int64?) {
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
    record.decision = decision
    record.counts = heap.pacing.counts
    record.thresholds = policy.thresholds(heap.pacing)
    record.longLivedPendingBefore = heap.pacing.longLivedPending
    record.longLivedTotalBefore = heap.pacing.longLivedTotal
    record.heapObjectsBefore = heap.objectsAlive
    record.heapBytesBefore = heap.bytesAlive
    record.finalized = -heap.finalizersCalled
    record.callbacks = -heap.callbacksCalled
    heap.passBoundary()
    collectionEvents.append(event)
    heap.now += 1
    heap.cause = .collection
    heap.causeIndex = sequence
    heap.collectionEvent = event
  }

  /// Records the state at the end of the collection.
  mutating func end() {
    record.candidates = record.reachable + record.unreachable
    record.finalized += heap.finalizersCalled
    record.callbacks += heap.callbacksCalled
    record.longLivedPending = heap.pacing.longLivedPending
    record.longLivedTotal = heap.pacing.longLivedTotal
    record.heapObjects = heap.objectsAlive
    record.heapBytes = heap.bytesAlive
    record.sizes = (
      heap.length(of: .young), heap.length(of: .middle),
      heap.length(of: .oldest) + heap.length(of: .visited),
      heap.length(of: .permanent)
    )
    heap.passBoundary()
    heap.now += 1
    heap.cause = .referenceCount
  }

  /// Records the result of deduce_unreachable.
  mutating func noteUnreachable() {
    var object = heap.next[ObjectList.unreachable.head]
    while object != ObjectList.unreachable.head {
      let member = UnreachableMember(
        rank: heap.rank[object],
        generation: heap.generation[object],
        bytes: heap.size[object]
      )
      record.bytesCandidates &+= member.bytes
      unreachableMembers.append(member)
      object = heap.next[object]
    }
    record.unreachable += heap.length(of: .unreachable)
  }

  /// Records a survivor that was untracked.
  mutating func noteUntracked(_ object: Int32) {
    record.reachable += 1
    record.bytesCandidates &+= heap.size[object]
    list(heap.rank[object], Int(heap.generation[object]), .reachable, to: nil)
  }

  /// Records a survivor that is about to join the old generation.
  @inline(__always) mutating func noteSurvivor(_ object: Int32, _ old: ObjectList) {
    let generation = heap.generation[object]
    record.bytesCandidates &+= heap.size[object]
    list(heap.rank[object], Int(generation), .reachable, to: Int(old.generation))
    if generation != old.generation { record.promoted += 1 }
  }

  /// Records a weak reference that is about to join the old list, wherever it was.
  mutating func noteMoved(_ weakReference: Int32, _ old: ObjectList) {
    let generation = Int(heap.generation[weakReference])
    // A weak reference that is kept for a legacy finalizer is a candidate, and `noteOutcome` records it.
    let destination = Int(old.generation)
    guard generation != destination, !heap.has(.uncollectable, weakReference) else { return }
    if generation < destination { record.promoted += 1 }
    list(heap.rank[weakReference], generation, .moved, to: destination)
  }

  /// Records the outcome of a candidate that deduce_unreachable found unreachable. The candidate is in its final list.
  mutating func noteOutcome(of member: UnreachableMember, _ old: ObjectList) {
    let generation = Int(member.generation)
    let slot = heap.slotOfRank[member.rank]
    guard slot >= 0 else {
      record.bytesCollected &+= member.bytes
      record.freed += 1
      list(member.rank, generation, .freed, to: nil)
      return
    }
    let outcome: CollectionRecord.Outcome =
      heap.has(.uncollectable, slot)
      ? .uncollectable : heap.has(.resurrected, slot) ? .resurrected : .saved
    let list = heap.list[slot]
    if list == old.tag, generation < Int(old.generation) { record.promoted += 1 }
    let destination = list == ObjectList.none ? nil : Int(ObjectList.generation(ofTag: list))
    self.list(member.rank, generation, outcome, to: destination)
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

/// Finds the list of members with one generation, outcome and destination. A list stays for later collections once it exists.
struct MemberIndex {
  /// Generations 0 to 2, and the permanent one.
  private static let generations = Int(ObjectList.permanent.rawValue) + 1
  private static let outcomes = CollectionRecord.Outcome.allCases.count
  /// The number of destinations: one for each generation, and none.
  private var indices: [Int16] = Array(
    repeating: -1,
    count: generations * outcomes * (generations + 1)
  )

  @inline(__always) mutating func index(
    _ generation: Int,
    _ outcome: CollectionRecord.Outcome,
    _ destination: Int?,
    in members: inout [CollectionRecord.Members]
  ) -> Int {
    let key =
      (generation * Self.outcomes + Int(outcome.rawValue)) * (Self.generations + 1)
      + (destination ?? Self.generations)
    let index = indices[key]
    guard index < 0 else { return Int(index) }
    members.append(
      CollectionRecord.Members(generation: generation, outcome: outcome, toGeneration: destination)
    )
    indices[key] = Int16(members.count - 1)
    return members.count - 1
  }
}
