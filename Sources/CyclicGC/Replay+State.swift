/// Access to the state of a replay between events.
extension Replay {
  /// An object alive.
  package struct Survivor: Equatable, Sendable {
    package var rank: Int32
    /// 0, 1, 2, or 3 if frozen; nil: untracked.
    package var generation: Int?
    /// All references to it, and those from outside the traced containers.
    package var referenceCount: Int64
    package var external: Int64
  }

  /// The present state of the object of a rank; nil if it is not alive.
  package func survivor(atRank rank: Int32) -> Survivor? {
    guard rank >= 0, Int(rank) < collector.heap.slotOfRank.capacity else { return nil }
    let slot = collector.heap.slotOfRank[rank]
    guard slot >= 0 else { return nil }
    return Survivor(
      rank: rank,
      generation: collector.heap.isTracked(slot)
        ? Int(ObjectList.generation(ofTag: collector.heap.list[slot])) : nil,
      referenceCount: Int64(collector.heap.referenceCount[slot]),
      external: Int64(collector.heap.external[slot])
    )
  }

  /// Starts keeping a history.
  package mutating func keepHistory() {
    collector.heap.keepsHistory = true
  }

  /// The history since it was last taken.
  package mutating func takeHistory() -> History {
    defer { collector.heap.history = History() }
    return collector.heap.history
  }

  /// The members of a generation (3: the permanent one) in list order, by rank. O(its length). Of the incremental collector, 2 is
  /// both old lists, as gc.get_objects has it; of PEP 848's, 1 is the aging spaces, the oldest first, and 2 pending, marked and visited.
  package func members(ofGeneration generation: Int) -> [Int32] {
    if let spaces = collector.spaces, generation == 1 || generation == 2 {
      let lists = generation == 1 ? spaces.agingLists : [.oldest, .marked, .visited]
      return lists.flatMap { members(of: $0) }
    }
    guard generation == 2, let state = collector.incremental else {
      return members(of: ObjectList(generation: generation))
    }
    return state.isSpace1Visited
      ? members(of: .oldest) + members(of: .visited) : members(of: .visited) + members(of: .oldest)
  }

  /// The members of a list, in the same form.
  package func members(of list: ObjectList) -> [Int32] {
    var ranks: [Int32] = []
    let head = list.head
    var object = collector.heap.next[head]
    while object != head {
      ranks.append(collector.heap.rank[object])
      object = collector.heap.next[object]
    }
    return ranks
  }
}
