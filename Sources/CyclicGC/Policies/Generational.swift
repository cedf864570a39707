/// CPython's three generations (3.8 - 3.13, 3.14.5 and later, 3.15), compared exactly with real interpreters.
///
/// *When:* count 0 > threshold 0. *What:* the oldest generation whose count is over its threshold, with all younger ones. The survivors
/// join the next older generation (gc_select_generation, gc_collect_generations in Modules/gcmodule.c and Python/gc.c).
///
/// A collection of *the oldest* generation is put off while pending < total * `fullPercent` / 100, in integers: too few new objects,
/// compared with the last full collection, are waiting to join it. 25 is CPython's `total / 4`; 0: never put off.
package struct Generational: Equatable, Sendable {
  /// CPython's `long_lived_total / 4`.
  package static let standardFullPercent: Int64 = 25

  package var fullPercent: Int64

  package init(fullPercent: Int64 = Generational.standardFullPercent) {
    self.fullPercent = fullPercent
  }

  /// The oldest generation that is over its threshold. Nil: none is, because deallocations have lowered the count again.
  func decision(_ pacing: Pacing) -> Decision? {
    let fullPutOff = isFullPutOff(pacing)
    let generation: Int
    if pacing.olderCounts.1 > pacing.thresholds.2, !fullPutOff {
      generation = 2
    } else if pacing.olderCounts.0 > pacing.thresholds.1 {
      generation = 1
    } else if pacing.youngCount > pacing.thresholds.0 {
      generation = 0
    } else {
      return nil
    }
    return Decision(
      generation: generation,
      trigger: .threshold,
      reason: .counts(fullPutOff: fullPutOff, fullPercent: fullPercent)
    )
  }

  /// Whether the oldest generation is over its threshold and too few objects are pending.
  private func isFullPutOff(_ pacing: Pacing) -> Bool {
    pacing.olderCounts.1 > pacing.thresholds.2
      && pacing.longLivedPending < share(of: pacing.longLivedTotal)
  }

  /// total * fullPercent / 100 in integers, without the product, which could overflow.
  private func share(of total: Int64) -> Int64 {
    let (hundredths, rest) = total.quotientAndRemainder(dividingBy: 100)
    let (whole, overflow) = hundredths.multipliedReportingOverflow(by: fullPercent)
    let (share, isTooLarge) = whole.addingReportingOverflow(rest * fullPercent / 100)
    return overflow || isTooLarge ? .max : share
  }
}
