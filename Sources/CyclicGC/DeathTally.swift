/// Counts in which generation the objects of each type died, and how. Kept only on request.
package struct DeathTally: Sendable {
  /// The ways in which objects end.
  package enum Cause: Int, CaseIterable, Sendable {
    /// The reference count fell to zero.
    case referenceCount
    /// Died in a collection: freed by it, or together with an object that it freed.
    case collection
    /// Alive at the end of the log.
    case end
  }

  /// Objects of one type that ended in one way.
  package struct Count: Equatable, Sendable {
    /// The index of the type among the trace's types.
    package var type: Int
    package var cause: Cause
    /// 0, 1, 2, or 3 if frozen; nil: untracked.
    package var generation: Int?
    package var objects: Int64
    package var bytes: Int64

    package init(type: Int, cause: Cause, generation: Int?, objects: Int64, bytes: Int64) {
      self.type = type
      self.cause = cause
      self.generation = generation
      self.objects = objects
      self.bytes = bytes
    }
  }

  /// Generations 0 to 3, and none.
  private static let places = 5
  static let untracked: Int32 = 4
  private var objects: [Int64]
  private var bytes: [Int64]

  init(typeCount: Int) {
    let length = typeCount * Cause.allCases.count * Self.places
    objects = Array(repeating: 0, count: length)
    bytes = Array(repeating: 0, count: length)
  }

  mutating func add(type: Int32, _ cause: Cause, place: Int32, bytes size: Int64) {
    let index = (Int(type) * Cause.allCases.count + cause.rawValue) * Self.places + Int(place)
    objects[index] += 1
    bytes[index] &+= size
  }

  /// The counts by type, cause and generation.
  package var counts: [Count] {
    objects.indices.filter { objects[$0] > 0 }.map { index in
      let place = index % Self.places
      let group = index / Self.places
      return Count(
        type: group / Cause.allCases.count,
        cause: Cause(rawValue: group % Cause.allCases.count) ?? .end,
        generation: place == Int(Self.untracked) ? nil : place,
        objects: objects[index],
        bytes: bytes[index]
      )
    }
  }
}

extension Heap {
  /// The generation of an object that is about to die (for a candidate, the one before the collection), or `DeathTally.untracked`.
  @inline(__always) func deathPlace(of object: Int32) -> Int32 {
    isTracked(object) ? Int32(generation[object]) : DeathTally.untracked
  }

  mutating func countDeath(of object: Int32, in place: Int32) {
    let how: DeathTally.Cause = cause == .collection ? .collection : .referenceCount
    let (type, bytes) = (type[object], size[object])
    deaths?.add(type: type, how, place: place, bytes: bytes)
  }
}

extension Replay {
  /// Starts counting deaths, before the first event.
  package mutating func keepDeaths() {
    collector.heap.deaths = DeathTally(typeCount: collector.heap.types.count)
  }

  /// Every object of the trace so far, by type, cause and generation. Objects alive now count as alive at the end. O(objects of the
  /// trace).
  package func deathCounts() -> [DeathTally.Count] {
    guard var tally = collector.heap.deaths else { return [] }
    for rank in 0..<collector.heap.slotOfRank.capacity {
      let slot = collector.heap.slotOfRank[Int32(truncatingIfNeeded: rank)]
      guard slot >= 0 else { continue }
      tally.add(
        type: collector.heap.type[slot],
        .end,
        place: collector.heap.deathPlace(of: slot),
        bytes: collector.heap.size[slot]
      )
    }
    return tally.counts
  }
}
