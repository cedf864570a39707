/// The objects of one examination, and the destination of its survivors. A policy chooses it, and `Collector.examine` does the rest.
///
/// CPython introduced the same separation in 3.14 (`gc_collect_region(from, to)`).
struct Region {
  /// The lists that join `from` first, in order.
  var merged: Range<Int32>
  /// The list under examination; its members are the *candidates*.
  var from: ObjectList
  /// The list that the survivors join; `from` itself in a full collection.
  var to: ObjectList
  /// Whether the region is everything that the collector tracks. The collection then also empties the free lists and untracks dicts.
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
