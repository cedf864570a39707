/// What happened to single objects since the history was last taken, in the order in which it happened; by rank.
///
/// Kept only where it is asked for: it is what a replay is held against the real interpreter by.
package struct History: Equatable, Sendable {
  /// Objects whose deallocation got past their finalizer: nothing can bring them back.
  package var freed: [Int32] = []
  /// Objects whose finalizer was called.
  package var finalized: [Int32] = []
  /// Weak references whose callback was called.
  package var called: [Int32] = []
  /// Objects put into gc.garbage.
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
