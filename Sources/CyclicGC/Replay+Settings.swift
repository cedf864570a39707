import HeapTrace

/// What the program sets through the gc module, and what held when recording began.
extension Replay {
  /// Whether the event at hand, one of gc's settings, does nothing. Those that say what held as recording began are not the program's:
  /// all before the `state` event, and those that follow it at once.
  var ignoresSettingsNow: Bool {
    mutating get {
      guard setting.ignoresSettings else { return false }
      guard let state = agenda.stateEvent else { return true }
      guard sequence <= max(state, lastOfPrologue + 1) else { return true }
      if sequence > state { lastOfPrologue = sequence }
      return false
    }
  }

  /// gc.enable, disable, freeze, unfreeze, set_threshold.
  mutating func applySetting(_ event: ReplayEvent, _ batch: borrowing ReplayBatch) {
    switch event.kind {
    case .enable: collector.heap.pacing.isEnabled = true
    case .disable: collector.heap.pacing.isEnabled = false
    case .freeze: collector.freeze()
    case .unfreeze: collector.unfreeze()
    default: setThresholds(batch.operands[Int(event.n)...].prefix(Int(event.other)))
    }
  }

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
    let fixed = setting.fixedThresholds
    collector.heap.pacing.thresholds = (
      fixed.0 ?? thresholds.0, fixed.1 ?? thresholds.1, fixed.2 ?? thresholds.2
    )
  }

  /// `state`: the three counts and the long_lived figures as recording began.
  mutating func setState(_ numbers: ArraySlice<Int64>) {
    let state = Array(numbers)
    guard state.count == 5 else { return }
    collector.heap.pacing.youngCount = state[0]
    collector.heap.pacing.olderCounts = (state[1], state[2])
    guard !collector.policy.isIncremental else { return }
    collector.heap.pacing.longLivedPending = state[3]
    collector.heap.pacing.longLivedTotal = state[4]
  }
}
