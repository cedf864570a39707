import HeapTrace

/// Settings of the program through the gc module, and the state when recording began.
extension Replay {
  /// Whether the current event, one of gc's settings, does nothing. Events that give the state at the start of the recording are not the
  /// program's own: all before the `state` event, and those that follow it immediately.
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

  /// gc.set_threshold with one to three numbers. Thresholds that are fixed for this replay stay.
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

  /// `state`: sets the three counts and the long_lived figures at the start of the recording.
  mutating func setState(_ numbers: ArraySlice<Int64>) {
    let state = Array(numbers)
    guard state.count == 5 else { return }
    collector.heap.pacing.youngCount = state[0]
    collector.heap.pacing.olderCounts = (state[1], state[2])
    guard !collector.policy.hasOwnOldSpaces else { return }
    collector.heap.pacing.longLivedPending = state[3]
    collector.heap.pacing.longLivedTotal = state[4]
  }
}
