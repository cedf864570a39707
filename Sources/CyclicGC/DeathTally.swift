/// In which generation the objects of each type died, and of what: counted only where it is asked for.
package struct DeathTally: Sendable {
  /// How objects ended.
  package enum Cause: Int, CaseIterable, Sendable {
    /// Their reference count fell to zero.
    case referenceCount
    /// They died in a collection: freed by it, or with what it freed.
    case collection
    /// They were alive as the log ended.
    case end
  }

  /// Objects of one type with one end.
  package struct Count: Equatable, Sendable {
    /// Which of the trace's types, by their order.
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

  /// What there was, by type, cause and generation.
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
  /// Where an object is that is about to die: its generation (of a candidate, the one that it was in before), or `DeathTally.untracked`.
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

  /// Every object of the trace so far, by type, end and generation: those alive now count as alive at the end. O(objects of the trace).
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
