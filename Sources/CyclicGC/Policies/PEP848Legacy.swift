/// CPython's three generations with a threshold 0 in bytes (described: PEP 848, draft of 2026-09-16, its "legacy" collector).
///
/// *When:* gross bytes since the last collection > `threshold0` kB. Gross bytes are those of births, including atomic objects, and of
/// `bytes` records. The policy looks at them whenever it counts the allocation of a container. *What:* as `Generational`, with this
/// condition instead of count 0 > threshold 0.
package struct PEP848Legacy: Equatable, Sendable {
  /// 2000 kB.
  package static let standardThreshold0: Int64 = 2000

  /// kB: 1,000 bytes.
  package var threshold0: Int64
  package var generational: Generational

  package init(
    threshold0: Int64 = PEP848Legacy.standardThreshold0,
    generational: Generational = Generational()
  ) {
    self.threshold0 = threshold0
    self.generational = generational
  }

  @inline(__always) func isDue(_ pacing: Pacing) -> Bool {
    pacing.isEnabled && pacing.thresholds.0 != 0 && pacing.grossBytes > threshold0 &* 1000
  }

  func decision(_ pacing: Pacing) -> Decision? {
    var pacing = pacing
    // As `Generational`, with bytes instead of the count.
    let (bytes, limit) = (pacing.grossBytes, threshold0 &* 1000)
    (pacing.youngCount, pacing.thresholds.0) = (bytes, limit)
    guard var decision = generational.decision(pacing) else { return nil }
    decision.reason = .grossBytes(
      bytes,
      limit: limit,
      fullPutOff: decision.isFullPutOff,
      fullPercent: generational.fullPercent
    )
    return decision
  }

  /// Counted allocations alone add no bytes.
  func allocationsUntilDue(_ pacing: Pacing) -> Int64 { isDue(pacing) ? 1 : .max }
}
