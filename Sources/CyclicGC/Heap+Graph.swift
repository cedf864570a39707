/// The heap as a graph, to be read from outside: objects by rank, and what they refer to.
extension Heap {
  /// An object alive.
  package struct ObjectState: Equatable, Sendable {
    package var rank: Int32
    /// Which of the types it has, by their order in the trace.
    package var typeIndex: Int32
    /// Bytes, as they are now.
    package var size: Int64
    /// 0, 1, 2, or 3 if frozen; nil: untracked. Of an unreachable candidate, the generation that it was in before.
    package var generation: Int?
    /// All references to it, and those from outside the traced containers.
    package var referenceCount: Int32
    package var external: Int32
  }

  /// How many ranks there are: one for each object of the trace, alive or not.
  package var rankCount: Int32 { Int32(truncatingIfNeeded: slotOfRank.capacity) }

  /// Whether the object of a rank is alive.
  package func isAlive(rank: Int32) -> Bool { slotOfRank[rank] >= 0 }

  /// The object of a rank as it is now; nil if it is not alive.
  package func state(ofRank rank: Int32) -> ObjectState? {
    let slot = slotOfRank[rank]
    guard slot >= 0 else { return nil }
    let list = list[slot]
    let isInGeneration = list <= ObjectList.permanent.tag || list == ObjectList.visited.tag
    return ObjectState(
      rank: rank,
      typeIndex: type[slot],
      size: size[slot],
      generation: isInGeneration ? Int(list) : isTracked(slot) ? Int(generation[slot]) : nil,
      referenceCount: referenceCount[slot],
      external: external[slot]
    )
  }

  /// How the object of a rank died; nil: it is alive or not born yet.
  package func death(ofRank rank: Int32) -> Death? { Death(encoded: slotOfRank[rank]) }

  /// Calls `body` with the rank of each object that an object refers to, and how many references that is: in the order in which they
  /// were added, one object several times if others came between. Nothing for a dead one.
  package func forEachReference(
    ofRank rank: Int32,
    _ body: (_ target: Int32, _ count: Int32) -> Void
  ) {
    let slot = slotOfRank[rank]
    guard slot >= 0 else { return }
    let span = references.span(of: slot)
    for index in span.start..<span.end {
      let entry = references.entry(at: index)
      // A hole of a long list.
      guard entry.target >= 0 else { continue }
      body(self.rank[entry.target], entry.count)
    }
  }

  /// The members of a list in its order, by rank. O(its length).
  package func ranks(on list: ObjectList) -> [Int32] {
    var ranks: [Int32] = []
    ranks.reserveCapacity(Int(length(of: list)))
    var object = next[list.head]
    while object != list.head {
      ranks.append(rank[object])
      object = next[object]
    }
    return ranks
  }
}
