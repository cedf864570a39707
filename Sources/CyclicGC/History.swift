/// The fates of single objects since the history was last taken, in order, by rank.
///
/// Kept only on request. It serves to compare a replay with the real interpreter.
package struct History: Equatable, Sendable {
  /// Objects whose deallocation is past their finalizer. Nothing can resurrect them.
  package var freed: [Int32] = []
  /// Objects whose finalizer was called.
  package var finalized: [Int32] = []
  /// Weak references whose callback was called.
  package var called: [Int32] = []
  /// Objects that were put into gc.garbage.
  package var garbage: [Int32] = []
}

extension Heap {
  @inline(__always) mutating func noteFreed(_ object: Int32) {
    if keepsHistory { history.freed.append(rank[object]) }
  }

  @inline(__always) mutating func noteFinalized(_ object: Int32) {
    if keepsHistory { history.finalized.append(rank[object]) }
  }

  @inline(__always) mutating func noteCalled(_ weakReference: Int32) {
    if keepsHistory { history.called.append(rank[weakReference]) }
  }

  mutating func noteGarbage(_ object: Int32) {
    if keepsHistory { history.garbage.append(rank[object]) }
  }
}
