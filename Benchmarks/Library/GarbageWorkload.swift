import TraceTesting

/// A program that makes nothing but cycles: rings of two to twenty objects, dropped as soon as they are closed.
struct GarbageWorkload: WorkloadGenerator {
  static let types = "type 1 Ring\n"

  private var random: SplitMix64
  private var newest: Int64 = 0
  /// Dropped objects no longer belong to the program.
  let references: Int64 = 0

  init(events: Int64, seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func step(_ log: inout LogFile) {
    let count = Int64(2 + random.below(19))
    let first = newest + 1
    log.alloc(first, type: 1, size: 48)
    for object in first + 1..<first + count {
      log.alloc(object, type: 1, size: 48)
      log.ref(object - 1, object)
      log.release(object)
    }
    newest += count
    log.ref(newest, first)
    log.release(first)
  }
}
