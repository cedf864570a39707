/// The collections of a run as columns, by the names of the table `collection`.
package struct CollectionSheet: Sendable {
  /// What is read of each collection, in this order.
  static let columns = [
    "seq", "event", "time_ns", "generation", "explicit", "count0", "count1", "count2",
    "long_lived_pending_before", "long_lived_total_before", "candidates", "reachable",
    "unreachable", "tentative", "collected", "uncollectable", "resurrected", "finalized",
    "callbacks", "untracked", "promoted", "long_lived_pending", "long_lived_total", "visits",
    "bytes_candidates", "bytes_collected", "heap_objects_before", "heap_bytes_before",
    "heap_objects", "heap_bytes", "size0", "size1", "size2", "size_permanent", "threshold0",
    "threshold1", "threshold2", "full_put_off", "freed", "garbage_objects", "garbage_bytes",
    "garbage_left_objects", "garbage_left_bytes",
  ]

  static let sql = """
    SELECT seq, event, time_ns, generation, "trigger" = 'explicit' AS explicit, count0, count1, count2,
      long_lived_pending_before, long_lived_total_before, candidates, reachable, unreachable, tentative,
      collected, uncollectable, resurrected, finalized, callbacks, untracked, promoted, long_lived_pending,
      long_lived_total, visits, bytes_candidates, bytes_collected, heap_objects_before, heap_bytes_before,
      heap_objects, heap_bytes, size0, size1, size2, size_permanent, threshold0, threshold1, threshold2,
      full_put_off, freed, garbage_objects, garbage_bytes, garbage_left_objects, garbage_left_bytes,
      reason, mark
    FROM collection WHERE run_id = :run ORDER BY seq
    """

  /// By name; -1: NULL.
  private var values: [String: [Int64]]
  /// Why each ran, and the label in force; empty: not kept, none.
  private(set) var reasons: [String] = []
  private(set) var marks: [String] = []
  /// How long each took as the real collector reported it, in nanoseconds; -1: not reported.
  var observed: [Int64] = []
  /// How long each takes by the cost model.
  var predicted: [Int64] = []

  init() {
    values = Dictionary(uniqueKeysWithValues: Self.columns.map { ($0, []) })
  }

  package var count: Int { reasons.count }

  subscript(_ column: String) -> [Int64] { values[column] ?? [] }

  /// Adds a row of `sql`.
  mutating func append(numbers: [Int64], reason: String, mark: String) {
    for (column, number) in zip(Self.columns, numbers) { values[column]?.append(number) }
    reasons.append(reason)
    marks.append(mark)
  }

  /// The collections that a page tells whole: all, or of many the full ones, the longest, those that freed most, some of those that freed nothing
  /// for much work, those that put a full one off, and some evenly chosen between.
  func told(limit: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    let all = Array(0..<count)
    let share = max(1, limit / 6)
    func most(_ column: [Int64], where holds: (Int) -> Bool = { _ in true }) -> ArraySlice<Int> {
      all.filter { $0 < column.count && holds($0) }.sorted { column[$0] > column[$1] }
        .prefix(share)
    }
    func evenly(_ indices: [Int], _ limit: Int) -> [Int] {
      guard indices.count > limit, limit > 1 else { return Array(indices.prefix(limit)) }
      return (0..<limit).map { indices[$0 * (indices.count - 1) / (limit - 1)] }
    }
    let (generation, freed, putOff) = (self["generation"], self["freed"], self["full_put_off"])
    var chosen: Set<Int> = []
    chosen.formUnion(evenly(all.filter { generation[$0] == 2 }, share))
    chosen.formUnion(most(observed.contains { $0 >= 0 } ? observed : predicted))
    chosen.formUnion(most(freed))
    chosen.formUnion(most(self["candidates"]) { freed[$0] == 0 })
    chosen.formUnion(evenly(all.filter { putOff[$0] == 1 }, share))
    chosen.formUnion(evenly(all, max(2, limit - chosen.count)))
    return chosen.sorted()
  }
}
