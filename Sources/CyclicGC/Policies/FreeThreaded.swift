/// The collector of free-threaded builds, without their threads (described: CPython 3.13's `gc_should_collect` in
/// Python/gc_free_threading.c; its buffers of 512 allocations in each thread are not modelled).
///
/// *When:* count 0 > threshold 0, and threshold 1 == 0 or count 0 >= total / 4, in integers; total is the number of survivors of the last
/// collection. *What:* all tracked objects; gc.collect examines them, too, whatever generation it names. Its collections have generation
/// 2 in rows.
package struct FreeThreaded: Equatable, Sendable {
  package init() {}

  @inline(__always) func isDue(_ pacing: Pacing) -> Bool {
    pacing.isYoungOverThreshold && isLargeEnough(pacing)
  }

  func decision(_ pacing: Pacing) -> Decision? {
    guard pacing.youngCount > pacing.thresholds.0, isLargeEnough(pacing) else { return nil }
    return Decision(
      generation: 2,
      trigger: .threshold,
      reason: .everything(quarter: pacing.thresholds.1 == 0 ? nil : pacing.longLivedTotal / 4)
    )
  }

  func allocationsUntilDue(_ pacing: Pacing) -> Int64 {
    let overThreshold = pacing.allocationsUntilOverThreshold
    guard overThreshold < .max, pacing.thresholds.1 != 0 else { return overThreshold }
    return max(overThreshold, pacing.longLivedTotal / 4 - pacing.youngCount)
  }

  private func isLargeEnough(_ pacing: Pacing) -> Bool {
    pacing.thresholds.1 == 0 || pacing.youngCount >= pacing.longLivedTotal / 4
  }
}
