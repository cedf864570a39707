/// When objects became garbage: asked for before the first event, taken as the replay goes on.
extension Replay {
  /// Starts dating garbage, before the first event.
  ///
  /// - Parameter isExact: whether garbage that is changed is dated too, at several times the price; see `hasChangedGarbage`.
  package mutating func keepGarbage(isExact: Bool) {
    collector.heap.keepLosses(isExact ? .boundaries : .stamps)
  }

  /// Garbage was changed by an event, or by a script at a time at which it cannot be told: the dates are not to be trusted, unless they are
  /// exact. Then the trace has to be replayed with `keepGarbage(isExact: true)`.
  package var hasChangedGarbage: Bool { collector.heap.losses.isIrregular }

  /// The garbage deallocated since this was last called, in the order of deaths.
  package mutating func takeGarbage() -> [GarbageRecord] {
    defer { collector.heap.losses.records.removeAll(keepingCapacity: true) }
    return collector.heap.losses.records
  }

  /// The garbage that is still there, whether or not any collection would find it. O(heap).
  package mutating func garbageLeft() -> [GarbageRecord] {
    collector.heap.garbageAlive()
  }

  /// The event that a moment of a garbage record belongs to. O(log collections).
  package func event(ofMoment moment: Int64) -> Int64 {
    Moments.event(of: moment, collectionEvents: collector.collectionEvents)
  }
}

/// How events and collections are counted together.
///
/// The k-th collection, in event e, is moment e + 2k - 1; what the event does before it is moment e + 2k - 2, what it does after it, and every
/// event until the next collection, is 2k later than its number.
package enum Moments {
  /// The moment of a collection, numbered from 1, in an event.
  package static func moment(ofCollection number: Int64, event: Int64) -> Int64 {
    event + 2 * number - 1
  }

  /// The event that a moment belongs to, given the events of all collections so far. O(log collections).
  package static func event(of moment: Int64, collectionEvents: [Int64]) -> Int64 {
    // How many collections have begun by the moment.
    var (low, high) = (0, collectionEvents.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.moment(ofCollection: Int64(middle) + 1, event: collectionEvents[middle]) <= moment {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low > 0 else { return moment }
    let last = collectionEvents[low - 1]
    return Self.moment(ofCollection: Int64(low), event: last) == moment
      ? last : moment - 2 * Int64(low)
  }
}
