/// The roots of the incremental collector: those in the log (`root`, `unroot`) or, for a log without them, a guess from references from
/// outside.
struct Roots: Sendable {
  private struct Entry {
    var rank: Int32
    var ticket: Int64
  }

  /// Whether the log gives the roots (`meta roots marked`).
  let areTold: Bool
  /// In the order of the log. An entry whose ticket is no longer that of its object has been removed.
  private var entries: [Entry] = []
  /// By rank.
  private var tickets: [Int32: Int64] = [:]
  private var lastTicket: Int64 = 0
  /// The number of entries that were added before the collector last marked.
  private var aged = 0

  init(areTold: Bool) {
    self.areTold = areTold
  }

  /// Makes the object of a rank a root. O(1).
  mutating func add(_ rank: Int32) {
    guard tickets[rank] == nil else { return }
    lastTicket += 1
    tickets[rank] = lastTicket
    entries.append(Entry(rank: rank, ticket: lastTicket))
  }

  /// Removes a root. O(1).
  mutating func remove(_ rank: Int32) {
    tickets[rank] = nil
  }

  /// The roots added since the collector last marked, or all roots, the newest first, as a stack is walked from its top. These roots are
  /// then no longer new.
  mutating func take(all: Bool, _ heap: borrowing Heap) -> [Int32] {
    var slots: [Int32] = []
    var kept: [Entry] = []
    kept.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() where tickets[entry.rank] == entry.ticket {
      let slot = heap.slotOfRank[entry.rank]
      guard slot >= 0 else {
        tickets[entry.rank] = nil
        continue
      }
      kept.append(entry)
      if all || index >= aged { slots.append(slot) }
    }
    entries = kept
    aged = kept.count
    slots.reverse()
    return slots
  }
}
