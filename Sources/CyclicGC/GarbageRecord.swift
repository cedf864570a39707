/// An object that was garbage for a while: alive, with no path of references to it from an object that has external references.
///
/// Moments are counted by `Heap.now`: one for the events' own part, one more for each collection and for what follows it within its event.
/// `Replay.event(ofMoment:)` leads back to events.
package struct GarbageRecord: Equatable, Sendable {
  package var rank: Int32
  /// The moment with which it was unreachable, and stayed so.
  package var unreachable: Int64
  /// The moment in which it was deallocated; nil: it was still there when the log ended.
  package var freed: Int64?
  /// The number of the collection that it was deallocated in; nil: none.
  package var collection: Int64?
  /// Bytes of the objects born while it was garbage; nil: it was still there when the log ended.
  package var ageBytes: Int64?
  /// Its own bytes as it became garbage.
  package var bytes: Int64
  /// What a `size` event made of it while it was garbage: the moment, and how many bytes came. Empty in any log that a program can make.
  package var resized: [Resize] = []

  /// A change of an object's size.
  package struct Resize: Equatable, Sendable {
    package var moment: Int64
    package var bytes: Int64
  }
}
