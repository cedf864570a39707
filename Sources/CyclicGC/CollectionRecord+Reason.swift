extension CollectionRecord {
  /// Freed objects divided by candidates; nil: there were no candidates.
  package var effectiveness: Double? {
    candidates > 0 ? Double(freed) / Double(candidates) : nil
  }

  /// A sentence that says why the collection ran, and why no larger one did: the counts over their thresholds, and the state of a full
  /// collection that was due.
  package var reasonText: String {
    switch decision.reason {
    case .asked: "the program called gc.collect(\(generation))"
    case .setting: "the setting of the replay asked for it"
    case .increment: "count0 has been over its threshold, \(thresholds.0): an increment"
    case .counts(let fullPutOff, let fullPercent):
      countsOverThreshold + longLived(fullPutOff: fullPutOff, fullPercent)
    case .grossBytes(let bytes, let limit, let fullPutOff, let fullPercent):
      (["gross bytes \(bytes) > \(limit)"] + olderCountsOverThreshold).joined(separator: ", ")
        + longLived(fullPutOff: fullPutOff, fullPercent)
    case .everything(let quarter):
      "count0 \(counts.0) > \(thresholds.0)"
        + (quarter.map { ", at least total \(longLivedTotalBefore) / 4 = \($0)" } ?? "")
        + ": everything"
    case .halfSpace(let bytes, let limit):
      "gross bytes \(bytes) >= \(limit), a half space: "
        + (generation == 0 ? "the oldest aging space" : "the old spaces")
    case .netBytes(let bytes, let limit): "net bytes \(bytes) > \(limit): everything"
    case .garbage(let bytes, let budget): "bytes of garbage \(bytes) > \(budget): everything"
    }
  }

  private var olderCountsOverThreshold: [String] {
    let pairs = [(counts.1, thresholds.1), (counts.2, thresholds.2)].prefix(generation)
    return pairs.enumerated().filter { $1.0 > $1.1 }
      .map { "count\($0 + 1) \($1.0) > \($1.1)" }
  }

  private var countsOverThreshold: String {
    let counts = [counts.0, counts.1, counts.2]
    let thresholds = [thresholds.0, thresholds.1, thresholds.2]
    return zip(counts, thresholds).enumerated()
      .filter { index, pair in index <= generation && pair.0 > pair.1 }
      .map { index, pair in "count\(index) \(pair.0) > \(pair.1)" }
      .joined(separator: ", ")
  }

  private func longLived(fullPutOff: Bool, _ fullPercent: Int64) -> String {
    let share = fullPercent == 25 ? "/ 4" : "* \(fullPercent) / 100"
    let pending = longLivedPendingBefore
    let total = longLivedTotalBefore
    if fullPutOff { return "; full put off: pending \(pending) < total \(total) \(share)" }
    return generation == 2 ? "; pending \(pending) >= total \(total) \(share)" : ""
  }
}
