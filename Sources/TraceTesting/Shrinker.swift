/// Shrinks a failing log with Zeller's ddmin on lines.
package enum Shrinker {
  /// The fewest lines found, in order, for which `fails` still holds. The first line always stays.
  ///
  /// `fails` is called at most `limit` times. It must be false for an invalid log, unless the invalidity is the failure.
  package static func shrink(
    _ lines: [String],
    limit: Int = 1500,
    while fails: ([String]) -> Bool
  ) -> [String] {
    var kept = lines
    var parts = 2
    var calls = 0
    while kept.count > 2, calls < limit {
      let length = max(1, (kept.count - 1) / parts)
      var start = 1
      var hasShrunk = false
      while start < kept.count, calls < limit {
        let end = min(start + length, kept.count)
        let rest = Array(kept[..<start] + kept[end...])
        calls += 1
        if fails(rest) {
          kept = rest
          hasShrunk = true
        } else {
          start = end
        }
      }
      if length == 1, !hasShrunk { break }
      parts = hasShrunk ? max(2, parts - 1) : min(parts * 2, kept.count)
    }
    return kept
  }
}
