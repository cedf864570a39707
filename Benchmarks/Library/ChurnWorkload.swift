import TraceTesting

/// A heap of constant size: a table of 100,000 objects, which are replaced one after the other, chosen at random.
///
/// Half of the new objects refer to another object in the table. A quarter are the target of a reference from one, so cycles arise.
struct ChurnWorkload: WorkloadGenerator {
  static let types = "type 1 Item\n"

  private let width: Int
  private var random: SplitMix64
  private var newest: Int64 = 0
  private var table: [Int64] = []
  /// References from a replaced object are not counted.
  let references: Int64 = 0

  init(events: Int64, seed: UInt64) {
    random = SplitMix64(seed: seed)
    width = Int(max(2, min(100_000, events / 10)))
    table.reserveCapacity(width)
  }

  mutating func step(_ log: inout LogFile) {
    newest += 1
    log.alloc(newest, type: 1, size: 56)
    guard table.count == width else { return table.append(newest) }
    let place = random.below(width)
    let other = table[random.below(width)]
    if random.below(2) == 0 { log.ref(newest, other) }
    if random.below(4) == 0 { log.ref(other, newest) }
    log.release(table[place])
    table[place] = newest
  }
}
