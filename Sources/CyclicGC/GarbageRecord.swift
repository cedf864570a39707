/// An object that was garbage for a while: alive, with no path of references to it from an object that has external references.
///
/// `Heap.now` counts moments: one for each event, and two more for each collection. `Replay.event(ofMoment:)` converts moments to events.
package struct GarbageRecord: Equatable, Sendable {
  package var rank: Int32
  /// The moment with which the object became unreachable for good.
  package var unreachable: Int64
  /// The moment of its deallocation; nil: it still existed at the end of the log.
  package var freed: Int64?
  /// The number of the collection that deallocated it; nil: none.
  package var collection: Int64?
  /// Bytes of the objects born while it was garbage; nil: it still existed at the end of the log.
  package var ageBytes: Int64?
  /// Its size when it became garbage.
  package var bytes: Int64
  /// The `size` events while it was garbage: their moments, and the bytes that they added. Empty in any log that a program can produce.
  package var resized: [Resize] = []

  /// A change of an object's size.
  package struct Resize: Equatable, Sendable {
    package var moment: Int64
    package var bytes: Int64
  }
}
