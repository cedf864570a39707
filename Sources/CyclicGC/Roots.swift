/// What the incremental collector marks from: what a log says (`root`, `unroot`), or, of a log that does not, what its references from
/// outside suggest.
struct Roots: Sendable {
  private struct Entry {
    var rank: Int32
    var ticket: Int64
  }

  /// Whether the log tells them (`meta roots marked`).
  let areTold: Bool
  /// In the order told. One whose ticket is not that of its object any more has been taken back.
  private var entries: [Entry] = []
  /// By rank.
  private var tickets: [Int32: Int64] = [:]
  private var lastTicket: Int64 = 0
  /// How many of the entries were told before the collector last marked.
  private var aged = 0

  init(areTold: Bool) {
    self.areTold = areTold
  }

  /// The object of a rank becomes a root. O(1).
  mutating func add(_ rank: Int32) {
    guard tickets[rank] == nil else { return }
    lastTicket += 1
    tickets[rank] = lastTicket
    entries.append(Entry(rank: rank, ticket: lastTicket))
  }

  /// It is none any longer. O(1).
  mutating func remove(_ rank: Int32) {
    tickets[rank] = nil
  }

  /// The roots told since the collector last marked, or all of them, the newest first, as a stack is walked from its top. They are then no
  /// longer new.
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
