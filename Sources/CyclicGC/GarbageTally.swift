/// The amount of garbage at each moment, computed from all records of garbage.
package struct GarbageTally: Sendable {
  /// Objects and their bytes.
  package struct Amount: Equatable, Sendable {
    package var objects: Int64
    package var bytes: Int64

    package init(objects: Int64 = 0, bytes: Int64 = 0) {
      self.objects = objects
      self.bytes = bytes
    }

    static func += (left: inout Amount, right: Amount) {
      left.objects += right.objects
      left.bytes &+= right.bytes
    }
  }

  /// The largest amount of garbage at once.
  package struct Peak: Equatable, Sendable {
    package var objects: Int64 = 0
    package var bytes: Int64 = 0
    /// The first moment with that many bytes; nil: there was no garbage.
    package var moment: Int64?
  }

  private struct Change: Sendable {
    var moment: Int64
    var amount: Amount
  }

  private var changes: [Change] = []
  /// The number of changes at which those of the same moment are merged.
  private var limit = 1 << 16

  package init() {}

  /// Adds a record. Amortised O(log n).
  package mutating func add(_ record: GarbageRecord) {
    add(record.unreachable, Amount(objects: 1, bytes: record.bytes))
    var bytes = record.bytes
    for resize in record.resized {
      add(resize.moment, Amount(bytes: resize.bytes))
      bytes &+= resize.bytes
    }
    if let freed = record.freed { add(freed, Amount(objects: -1, bytes: 0 &- bytes)) }
    if changes.count > limit {
      sortAndMerge()
      limit = max(limit, 2 * changes.count)
    }
  }

  private mutating func add(_ moment: Int64, _ amount: Amount) {
    if let last = changes.last, last.moment == moment {
      changes[changes.count - 1].amount += amount
    } else {
      changes.append(Change(moment: moment, amount: amount))
    }
  }

  /// Sorts the changes and merges those of the same moment.
  private mutating func sortAndMerge() {
    changes.sort { $0.moment < $1.moment }
    var kept = 0
    for index in changes.indices {
      if kept > 0, changes[kept - 1].moment == changes[index].moment {
        changes[kept - 1].amount += changes[index].amount
      } else {
        changes[kept] = changes[index]
        kept += 1
      }
    }
    changes.removeLast(changes.count - kept)
  }

  /// The peak and, for each collection, the garbage at its decision and at its end, given the events of all collections. O(n log n +
  /// collections).
  package consuming func close(
    collectionEvents: [Int64]
  ) -> (peak: Peak, collections: [(before: Amount, left: Amount)]) {
    sortAndMerge()
    var peak = Peak()
    var amount = Amount()
    var collections: [(before: Amount, left: Amount)] = []
    collections.reserveCapacity(collectionEvents.count)
    var next = changes.startIndex
    func advance(through moment: Int64) {
      while next < changes.endIndex, changes[next].moment <= moment {
        amount += changes[next].amount
        peak.objects = max(peak.objects, amount.objects)
        if amount.bytes > peak.bytes {
          peak.bytes = amount.bytes
          peak.moment = changes[next].moment
        }
        next += 1
      }
    }
    for (index, event) in collectionEvents.enumerated() {
      let moment = Moments.moment(ofCollection: Int64(index) + 1, event: event)
      advance(through: moment - 1)
      let before = amount
      advance(through: moment)
      collections.append((before, amount))
    }
    advance(through: .max)
    return (peak, collections)
  }
}
