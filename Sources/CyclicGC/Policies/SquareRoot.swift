/// CPython's three generations with a threshold 0 that grows with the number of pending objects (described: faster-cpython/ideas#523,
/// 2022-12-21).
///
/// *When:* as `Generational`, with threshold 0 = `base` + floor(sqrt(pending)), computed anew at the end of each collection of generation
/// 1 or 2. *What:* as `Generational`.
package struct SquareRoot: Equatable, Sendable {
  /// nil: the threshold 0 in force.
  package var base: Int64?
  package var generational: Generational
  /// floor(sqrt(pending)) at the end of the last collection of generation 1 or 2.
  private var rise: Int64 = 0

  package init(base: Int64? = nil, generational: Generational = Generational()) {
    self.base = base
    self.generational = generational
  }

  /// The thresholds in force. A threshold 0 of 0 switches the collector off, as always.
  func thresholds(_ pacing: Pacing) -> (Int64, Int64, Int64) {
    guard pacing.thresholds.0 != 0 else { return pacing.thresholds }
    let (threshold, overflow) = (base ?? pacing.thresholds.0).addingReportingOverflow(rise)
    return (overflow ? .max : threshold, pacing.thresholds.1, pacing.thresholds.2)
  }

  @inline(__always) func isDue(_ pacing: Pacing) -> Bool {
    pacing.isEnabled && pacing.thresholds.0 != 0 && pacing.youngCount > thresholds(pacing).0
  }

  func decision(_ pacing: Pacing) -> Decision? { generational.decision(inForce(pacing)) }

  func allocationsUntilDue(_ pacing: Pacing) -> Int64 {
    inForce(pacing).allocationsUntilOverThreshold
  }

  mutating func noteSurvivors(of generation: Int, _ pacing: Pacing) {
    guard generation > 0 else { return }
    rise = Int64(Double(max(0, pacing.longLivedPending)).squareRoot())
  }

  private func inForce(_ pacing: Pacing) -> Pacing {
    var pacing = pacing
    pacing.thresholds = thresholds(pacing)
    return pacing
  }
}
