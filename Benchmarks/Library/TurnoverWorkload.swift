import TraceTesting

/// A heap whose long-lived part exceeds a processor's second-level cache, and whose objects are born in three events each.
///
/// Every object is born by `alloc`, one `ref` and the `release` of its own reference. Of sixteen objects, eleven refer to a kept object
/// and die at once. An older object keeps one, until 200,000 are kept. The rest refer to themselves, and wait for the collector.
struct TurnoverWorkload: WorkloadGenerator {
  static let types = """
    type 1 Kept
    type 2 Temporary
    type 3 Cycle

    """

  /// The number of objects that are kept in the end.
  private static let kept = 200_000

  private var random: SplitMix64
  private var newest: Int64 = 1
  private var kept: [Int64] = [1]
  private(set) var references: Int64 = 0

  init(events: Int64, seed: UInt64) {
    random = SplitMix64(seed: seed)
    kept.reserveCapacity(Self.kept)
  }

  mutating func step(_ log: inout LogFile) {
    // The first object's own reference holds all kept objects.
    if log.events == 0 { log.alloc(1, type: 1, size: 64) }
    newest += 1
    let fate = random.below(16)
    let older = kept[random.below(kept.count)]
    switch fate {
    case 0 where kept.count < Self.kept:
      log.alloc(newest, type: 1, size: 64)
      log.ref(older, newest)
      kept.append(newest)
      references += 1
    case 0...4:
      log.alloc(newest, type: 3, size: 48)
      log.ref(newest, newest)
    default:
      log.alloc(newest, type: 2, size: 56)
      log.ref(newest, older)
    }
    log.release(newest)
  }
}
