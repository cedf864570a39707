/// When the naive collector runs, and on what: written from the table of `docs/policies.md`.
extension NaiveCollector {
  /// Threshold 0 as it is in force.
  var threshold0: Int {
    guard case .sqrt(let base) = setting.policy, thresholds[0] != 0 else { return thresholds[0] }
    return (base ?? thresholds[0]) + Int(Double(pendingAtLastOld).squareRoot())
  }

  /// Whether the allocation just counted calls for a collection.
  var isDue: Bool {
    guard isEnabled, thresholds[0] != 0 else { return false }
    switch setting.policy {
    case .generational, .single, .sqrt: return counts[0] > threshold0
    case .byteGate(let gate): return counts[0] > threshold0 && grown > gate
    case .pep848Legacy(let kilobytes): return grossBytes > kilobytes * 1000
    case .freeThreaded: return counts[0] > threshold0 && isLargeForFreeThreaded
    case .never: return false
    }
  }

  /// Runs what the policy wants as things stand now, if anything.
  func collectAutomatically() {
    if version.incremental != nil { return collect(1, isExplicit: false) }
    switch setting.policy {
    case .never: return
    case .single:
      if counts[0] > threshold0 { collect(2, isExplicit: false) }
    case .freeThreaded:
      if counts[0] > threshold0, isLargeForFreeThreaded { collect(2, isExplicit: false) }
    case .generational, .byteGate, .sqrt, .pep848Legacy: collectGenerations()
    }
  }

  /// Section 3: the oldest generation over its threshold, if any.
  private func collectGenerations() {
    var fullPutOff = false
    for generation in [2, 1, 0] where isOver(generation) {
      if generation == 2, pending < total * setting.fullPercent / 100 {
        fullPutOff = true
        continue
      }
      if generation == 0, case .byteGate(let gate) = setting.policy, grown <= gate { continue }
      collect(generation, isExplicit: false, fullPutOff: fullPutOff)
      return
    }
  }

  private func isOver(_ generation: Int) -> Bool {
    if generation > 0 { return counts[generation] > thresholds[generation] }
    if case .pep848Legacy(let kilobytes) = setting.policy { return grossBytes > kilobytes * 1000 }
    return counts[0] > threshold0
  }

  private var grown: Int { bytesAlive - bytesAliveBefore }

  private var isLargeForFreeThreaded: Bool { thresholds[1] == 0 || counts[0] >= total / 4 }

  /// What gc.collect(generation) collects.
  func generation(asked generation: Int) -> Int {
    switch setting.policy {
    case .single, .freeThreaded: 2
    default: generation
    }
  }
}
