import TraceTesting

/// A dict that grows to a million entries (half of all objects, in a shorter log), whose entries are then replaced at random.
struct WideWorkload: WorkloadGenerator {
  static let types = """
    type 1 dict kind=dict
    type 2 Entry

    """

  private static let dict: Int64 = 1

  private let width: Int
  private var random: SplitMix64
  private var newest: Int64 = 0
  private var entries: [Int64] = []

  init(events: Int64, seed: UInt64) {
    random = SplitMix64(seed: seed)
    width = Int(max(1, min(1_000_000, events / 6)))
    entries.reserveCapacity(width)
  }

  var references: Int64 { Int64(entries.count) }

  mutating func step(_ log: inout LogFile) {
    guard newest > 0 else {
      newest = Self.dict
      return log.alloc(Self.dict, type: 1, size: 64)
    }
    newest += 1
    if entries.count == width {
      let place = random.below(width)
      log.unref(Self.dict, entries[place])
      entries[place] = newest
    } else {
      entries.append(newest)
    }
    log.alloc(newest, type: 2, size: 48)
    log.ref(Self.dict, newest)
    log.release(newest)
  }
}
