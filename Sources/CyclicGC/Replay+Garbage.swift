/// Dates garbage. Switch it on before the first event, and take the records as the replay goes on.
extension Replay {
  /// Starts dating garbage, before the first event.
  ///
  /// - Parameter isExact: whether to date garbage that is changed, too, at several times the cost; see `hasChangedGarbage`.
  package mutating func keepGarbage(isExact: Bool) {
    collector.heap.keepLosses(isExact ? .boundaries : .stamps)
  }

  /// Whether an event, or a script at an unknown moment, changed garbage. The dates cannot be trusted then, unless they are exact. Replay
  /// the trace again with `keepGarbage(isExact: true)`.
  package var hasChangedGarbage: Bool { collector.heap.losses.isIrregular }

  /// The garbage deallocated since the last call, in the order of deaths.
  package mutating func takeGarbage() -> [GarbageRecord] {
    defer { collector.heap.losses.records.removeAll(keepingCapacity: true) }
    return collector.heap.losses.records
  }

  /// The garbage that still exists, whether or not any collection would find it. O(heap).
  package mutating func garbageLeft() -> [GarbageRecord] {
    collector.heap.garbageAlive()
  }

  /// The event that a moment of a garbage record belongs to. O(log collections).
  package func event(ofMoment moment: Int64) -> Int64 {
    Moments.event(of: moment, collectionEvents: collector.collectionEvents)
  }
}

/// A common count of events and collections.
///
/// The k-th collection, in event e, is moment e + 2k - 1. What the event does before it is moment e + 2k - 2. What the event does after
/// it, and every event until the next collection, is 2k later than its number.
package enum Moments {
  /// The moment of a collection, numbered from 1, in an event.
  package static func moment(ofCollection number: Int64, event: Int64) -> Int64 {
    event + 2 * number - 1
  }

  /// The event that a moment belongs to, given the events of all collections so far. O(log collections).
  package static func event(of moment: Int64, collectionEvents: [Int64]) -> Int64 {
    // The number of collections that have begun by the moment.
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
