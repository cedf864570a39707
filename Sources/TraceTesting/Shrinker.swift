/// Makes a failing log small: Zeller's ddmin on lines.
package enum Shrinker {
  /// The fewest lines found, in order, of which `fails` still holds; the first line always stays.
  ///
  /// `fails` is called at most `limit` times. It must be false of a log that is not valid, unless that is the failure.
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
