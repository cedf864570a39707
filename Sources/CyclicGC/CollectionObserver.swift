/// Looks at the heap while collections run. Used to find cycles, to date garbage, and to explain a collection.
///
/// The collector calls an observer three times in each collection, with the present heap and the record so far. An observer changes
/// nothing. It must copy what it keeps out of the heap, by rank, because another object takes over a slot once its object is dead.
/// `Heap+Graph.swift` has the functions for reading. `Replay.observe(with:)` sets an observer. Without one, a replay pays one comparison
/// for each collection.
package protocol CollectionObserver: AnyObject {
  /// The candidates are on a list, in the order in which they will be examined. Nothing has been done to them.
  ///
  /// The record has only the values from before the collection changes anything.
  func began(
    _ heap: borrowing Heap,
    _ record: borrowing CollectionRecord,
    _ candidates: ObjectList
  )

  /// deduce_unreachable is done. The unreachable candidates are on `ObjectList.unreachable`, with all their references. No weak reference
  /// has been cleared and no finalizer called.
  ///
  /// The record has the values from before the collection changes anything (`sequence`, `event`, `time`, `generation`, `trigger`,
  /// `counts`, the figures before), `unreachable` and `tentative`. `visits` has its final value.
  func foundGarbage(_ heap: borrowing Heap, _ record: borrowing CollectionRecord)

  /// The collection has ended, and the record is complete.
  func ended(_ heap: borrowing Heap, _ record: borrowing CollectionRecord)
}

extension CollectionObserver {
  package func began(
    _ heap: borrowing Heap,
    _ record: borrowing CollectionRecord,
    _ candidates: ObjectList
  ) {}
  package func foundGarbage(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {}
  package func ended(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {}
}

extension Replay {
  /// Sets the observer of all collections from now on; nil: none.
  package mutating func observe(with observer: (any CollectionObserver)?) {
    collector.observer = observer
  }
}
