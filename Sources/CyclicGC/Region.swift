/// What one examination looks at, and where its survivors go: a policy names it, `Collector.examine` does the rest.
///
/// CPython made the same cut in 3.14 (`gc_collect_region(from, to)`).
struct Region {
  /// The lists that join `from` first, in this order.
  var merged: Range<Int32>
  /// The list under examination; its members are the *candidates*.
  var from: ObjectList
  /// The list that the survivors join; `from` itself in a full collection.
  var to: ObjectList
  /// Whether it is all that the collector watches: then free lists are emptied and dicts untracked as well.
  var isFull: Bool

  /// A list alone.
  init(from: ObjectList, to: ObjectList, isFull: Bool = false) {
    merged = 0..<0
    self.from = from
    self.to = to
    self.isFull = isFull
  }

  /// A generation with all younger ones, whose survivors join the next older.
  init(generation: Int) {
    let oldest = Int(ObjectList.oldest.rawValue)
    merged = 0..<Int32(generation)
    from = ObjectList(generation: generation)
    to = ObjectList(generation: min(generation + 1, oldest))
    isFull = generation == oldest
  }
}
