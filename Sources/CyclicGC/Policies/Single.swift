/// One generation: every collection examines everything (described: python/cpython#100403).
///
/// *When:* count 0 > threshold 0. *What:* all tracked objects; gc.collect examines them, too, whatever generation it names. Its
/// collections have generation 2 in rows.
package struct Single: Equatable, Sendable {
  package init() {}

  func decision(_ pacing: Pacing) -> Decision? {
    guard pacing.youngCount > pacing.thresholds.0 else { return nil }
    return Decision(generation: 2, trigger: .threshold, reason: .everything(quarter: nil))
  }
}
