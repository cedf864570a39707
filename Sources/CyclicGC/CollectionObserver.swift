/// Whoever looks at the heap as collections run: for cycles, for the time at which objects became garbage, for the explanation of a
/// collection.
///
/// Called three times in each collection, with the heap as it is then and the record as far as it has come. An observer changes nothing, and
/// what it keeps it must take out of the heap: by rank, since a slot goes to another object once its own is dead. `Heap+Graph.swift`
/// has what there is to be read. `Replay.observe(with:)` sets one; a replay without one pays a comparison a collection.
package protocol CollectionObserver: AnyObject {
  /// The candidates stand on a list, in the order in which they will be examined; nothing has been done to them.
  ///
  /// Of the record there is what holds before a collection changes anything.
  func began(
    _ heap: borrowing Heap,
    _ record: borrowing CollectionRecord,
    _ candidates: ObjectList
  )

  /// deduce_unreachable is done: the unreachable candidates stand on `ObjectList.unreachable`, whole, with all their references;
  /// no weak reference has been cleared and no finalizer called.
  ///
  /// Of the record there is what holds before a collection changes anything (`sequence`, `event`, `time`, `generation`, `trigger`,
  /// `counts`, the figures before), `unreachable` and `tentative`; `visits` counts all that will be counted.
  func foundGarbage(_ heap: borrowing Heap, _ record: borrowing CollectionRecord)

  /// The collection has ended, and the record is whole.
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
  /// Has an observer look at every collection from now on; nil: none.
  package mutating func observe(with observer: (any CollectionObserver)?) {
    collector.observer = observer
  }
}
