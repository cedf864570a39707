/// Chains of a million objects (or of all objects, in a shorter log), each freed at once through its head.
struct DeepWorkload: WorkloadGenerator {
  static let types = "type 1 Link\n"

  private let length: Int64
  private var newest: Int64 = 0
  private(set) var references: Int64 = 0

  init(events: Int64, seed: UInt64) {
    // An object takes three events: alloc, ref, release.
    length = max(2, min(1_000_000, events / 3))
  }

  mutating func step(_ log: inout LogFile) {
    newest += 1
    log.alloc(newest, type: 1, size: 48)
    if newest % length != 1 {
      log.ref(newest - 1, newest)
      log.release(newest)
      references += 1
    }
    guard newest % length == 0 else { return }
    log.release(newest - length + 1)
    references = 0
  }
}
