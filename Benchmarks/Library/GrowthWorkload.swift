import TraceTesting

/// A program that keeps everything. An older object holds each new one; two objects hold half of them.
struct GrowthWorkload: WorkloadGenerator {
  static let types = """
    type 1 Node
    type 2 Leaf

    """

  private var random: SplitMix64
  private var newest: Int64 = 0
  private(set) var references: Int64 = 0

  init(events: Int64, seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func step(_ log: inout LogFile) {
    newest += 1
    log.alloc(newest, type: 1 + Int64(random.below(2)), size: 56)
    // The first object's own reference holds all objects.
    guard newest > 1 else { return }
    let holders = 1 + random.below(2)
    for _ in 0..<holders { log.ref(1 + Int64(random.below(Int(newest) - 1)), newest) }
    references += Int64(holders)
    log.release(newest)
  }
}
