/// The permanent generation.
extension Collector {
  /// Moves all tracked objects to the permanent generation, the youngest first. The counts become 0, and the long_lived figures stay
  /// (gc.freeze).
  mutating func freeze() {
    for list in policy.listsToFreeze { moveAll(of: list, to: .permanent) }
    heap.pacing.endCounts()
  }

  /// Moves the permanent generation to the end of the oldest one (gc.unfreeze).
  mutating func unfreeze() {
    moveAll(of: .permanent, to: policy.isIncremental ? .visited : .oldest)
  }

  private mutating func moveAll(of source: ObjectList, to destination: ObjectList) {
    var object = heap.next[source.head]
    while object != source.head {
      heap.generation[object] = destination.generation
      object = heap.next[object]
    }
    heap.merge(source, into: destination)
  }
}
