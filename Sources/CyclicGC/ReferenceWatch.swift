/// The events that added references among some objects. Kept only on request, because it needs a hash table of the references.
///
/// An object is watched as a member of a group, and a reference if both its ends are in one group. Equal references count as one. The log
/// drops the latest of them first, so the first one stays until all are gone.
package struct ReferenceWatch {
  /// The first of the held equal references from one object to another.
  package struct Addition: Equatable, Sendable {
    /// The event that added it; for finalizers and callbacks of a collection, the event of the collection.
    package var event: Int64
    /// The position among all watched additions; no two share one.
    package var order: Int64
    /// The number of equal references held.
    package var count: Int64
  }

  /// By rank: the object's group, or -1.
  private let groups: [Int32]
  private var additions: [UInt64: Addition] = [:]
  private var order: Int64 = 0

  package init(groups: [Int32]) {
    self.groups = groups
  }

  private func key(_ source: Int32, _ target: Int32) -> UInt64? {
    let group = groups[Int(source)]
    guard group >= 0, groups[Int(target)] == group else { return nil }
    return UInt64(UInt32(bitPattern: source)) << 32 | UInt64(UInt32(bitPattern: target))
  }

  package subscript(source: Int32, target: Int32) -> Addition? {
    key(source, target).flatMap { additions[$0] }
  }

  mutating func add(_ source: Int32, _ target: Int32, count: Int32, event: Int64) {
    guard let key = key(source, target) else { return }
    let isFirst = additions[key] == nil
    let first = Addition(event: event, order: order, count: 0)
    additions[key, default: first].count += Int64(count)
    if isFirst { order += 1 }
  }

  mutating func remove(_ source: Int32, _ target: Int32, count: Int32) {
    guard let key = key(source, target), let held = additions[key]?.count else { return }
    if held > Int64(count) {
      additions[key]?.count -= Int64(count)
    } else {
      additions[key] = nil
    }
  }
}

extension Replay {
  /// From now on, keeps the events that add references among the objects of each group. `groups` is by rank, -1 for no group.
  package mutating func watchReferences(among groups: [Int32]) {
    collector.heap.referenceWatch = ReferenceWatch(groups: groups)
  }
}

extension Heap {
  /// The first of the references from one object to another, by rank; nil: none is watched.
  package func addition(from source: Int32, to target: Int32) -> ReferenceWatch.Addition? {
    referenceWatch?[source, target]
  }

  @inline(__always) mutating func noteAdded(_ source: Int32, _ target: Int32, _ count: Int32) {
    if referenceWatch != nil { watchAdded(source, target, count) }
  }

  @inline(__always) mutating func noteRemoved(_ source: Int32, _ target: Int32, _ count: Int32) {
    if referenceWatch != nil {
      referenceWatch?.remove(rank[source], rank[target], count: count)
    }
  }

  /// Notes that an object is about to drop all its references.
  @inline(__always) mutating func noteCleared(_ object: Int32) {
    if referenceWatch != nil { watchCleared(object) }
  }

  @inline(never) private mutating func watchAdded(_ source: Int32, _ target: Int32, _ count: Int32)
  {
    let event = cause == .collection ? collectionEvent : causeIndex
    referenceWatch?.add(rank[source], rank[target], count: count, event: event)
  }

  @inline(never) private mutating func watchCleared(_ object: Int32) {
    let span = references.span(of: object)
    for index in span.start..<span.end {
      let entry = references.entry(at: index)
      if entry.target >= 0 {
        referenceWatch?.remove(rank[object], rank[entry.target], count: entry.count)
      }
    }
  }
}
