/// The heap as a graph for readers outside the module: objects by rank, and their references.
extension Heap {
  /// An object alive.
  package struct ObjectState: Equatable, Sendable {
    package var rank: Int32
    /// The index of its type among the trace's types.
    package var typeIndex: Int32
    /// The present size in bytes.
    package var size: Int64
    /// Bytes that it alone keeps alive besides, and that no object of the log stands for.
    package var payload: Int64
    /// What is gone when it is.
    package var bytes: Int64 { size &+ payload }
    /// 0, 1, 2, or 3 if frozen; nil: untracked. For an unreachable candidate, the generation before the collection.
    package var generation: Int?
    /// All references to it, and those from outside the traced containers.
    package var referenceCount: Int32
    package var external: Int32
  }

  /// The number of ranks: one for each object of the trace, alive or not.
  package var rankCount: Int32 { Int32(truncatingIfNeeded: slotOfRank.capacity) }

  /// Whether the object of a rank is alive.
  package func isAlive(rank: Int32) -> Bool { slotOfRank[rank] >= 0 }

  /// Whether the object stands among the unreachable candidates of the examination that runs.
  package func isUnreachableCandidate(rank: Int32) -> Bool {
    let slot = slotOfRank[rank]
    return slot >= 0 && list[slot] == ObjectList.unreachable.tag
  }

  /// The present state of the object of a rank; nil if it is not alive.
  package func state(ofRank rank: Int32) -> ObjectState? {
    let slot = slotOfRank[rank]
    guard slot >= 0 else { return nil }
    let list = list[slot]
    // While a collection runs, an object on one of its own lists is of the generation that it was in before.
    let isInGeneration = list <= ObjectList.permanent.tag
    return ObjectState(
      rank: rank,
      typeIndex: type[slot],
      size: ownSize(of: slot),
      payload: payload(of: slot),
      generation: isInGeneration ? Int(list) : isTracked(slot) ? Int(generation[slot]) : nil,
      referenceCount: referenceCount[slot],
      external: external[slot]
    )
  }

  /// How the object of a rank died; nil: it is alive or not born yet.
  package func death(ofRank rank: Int32) -> Death? { Death(encoded: slotOfRank[rank]) }

  /// Calls `body` with the rank of each target of an object's references, and with the number of references, in the order of addition. A
  /// target comes several times if references to other objects were added in between. Does nothing for a dead object.
  package func forEachReference(
    ofRank rank: Int32,
    _ body: (_ target: Int32, _ count: Int32) -> Void
  ) {
    let slot = slotOfRank[rank]
    guard slot >= 0 else { return }
    let span = references.span(of: slot)
    for index in span.start..<span.end {
      let entry = references.entry(at: index)
      // An empty entry in a long list.
      guard entry.target >= 0 else { continue }
      body(self.rank[entry.target], entry.count)
    }
  }

  /// The members of a list in order, by rank. O(its length).
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
