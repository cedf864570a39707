import HeapTrace

/// What the program sets through the gc module, and what held when recording began.
extension Replay {
  /// gc.set_threshold with one to three numbers; those that are fixed for this replay stay.
  mutating func setThresholds(_ numbers: ArraySlice<Int64>) {
    var thresholds = collector.heap.pacing.thresholds
    let given = Array(numbers)
    if given.count > 0 { thresholds.0 = given[0] }
    if given.count > 1 { thresholds.1 = given[1] }
    if given.count > 2 { thresholds.2 = given[2] }
    setThresholds(thresholds)
  }

  mutating func setThresholds(_ thresholds: (Int64, Int64, Int64)) {
    collector.heap.pacing.thresholds = (
      fixedThresholds.0 ?? thresholds.0, fixedThresholds.1 ?? thresholds.1,
      fixedThresholds.2 ?? thresholds.2
    )
  }

  /// `state`: the three counts and the long_lived figures as recording began.
  mutating func setState(_ numbers: ArraySlice<Int64>) {
    let state = Array(numbers)
    guard state.count == 5 else { return }
    collector.heap.pacing.youngCount = state[0]
    collector.heap.pacing.olderCounts = (state[1], state[2])
    collector.heap.pacing.longLivedPending = state[3]
    collector.heap.pacing.longLivedTotal = state[4]
  }
}
