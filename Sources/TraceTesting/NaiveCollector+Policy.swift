/// When the naive collector runs, and on which objects. Written from the table of `docs/policies.md`.
extension NaiveCollector {
  /// The threshold 0 in force.
  var threshold0: Int {
    guard case .sqrt(let base) = setting.policy, thresholds[0] != 0 else { return thresholds[0] }
    return (base ?? thresholds[0]) + Int(Double(pendingAtLastOld).squareRoot())
  }

  /// Whether the allocation that was just counted triggers a collection.
  var isDue: Bool {
    guard isEnabled, thresholds[0] != 0 else { return false }
    switch setting.policy {
    case .generational, .single, .sqrt: return counts[0] > threshold0
    case .byteGate(let gate): return counts[0] > threshold0 && grown > gate
    case .pep848Legacy(let kilobytes): return grossBytes > kilobytes * 1000
    case .freeThreaded: return counts[0] > threshold0 && isLargeForFreeThreaded
    case .pep848(let kilobytes, _, _): return grossBytes >= kilobytes * 1000
    case .memBalancer: return grown > balance.extra
    case .clairvoyant, .never: return false
    }
  }

  /// Runs the collection that the policy wants in the present state, if any.
  func collectAutomatically() {
    if version.incremental != nil { return collect(1, isExplicit: false) }
    switch setting.policy {
    case .clairvoyant, .never: return
    case .pep848(let kilobytes, _, _):
      if grossBytes >= kilobytes * 1000 {
        collect(spaces?.isYoungNext == true ? 0 : 1, isExplicit: false)
      }
    case .memBalancer:
      if grown > balance.extra { collect(2, isExplicit: false) }
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

  /// The generation that gc.collect(generation) collects.
  func generation(asked generation: Int) -> Int {
    switch setting.policy {
    case .single, .freeThreaded, .memBalancer, .clairvoyant: 2
    default: generation
    }
  }
}

/// What MemBalancer goes by.
struct NaiveBalance {
  var extra = 2_000_000
  var rate: Double?
  var speed: Double?
  var last: Int?
}

extension NaiveCollector {
  /// A collection has ended: L, g and s, and what follows from them (`docs/policies.md`).
  func noteBalance(_ record: NaiveCollection, grossBytes: Int) {
    guard case .memBalancer(let c) = setting.policy else { return }
    func number(_ name: String) -> Double { Double(record.numbers[name] ?? 0) }
    if let now = record.time {
      if let last = balance.last, now > last {
        let rate = Double(grossBytes) / (Double(now - last) / 1e9)
        balance.rate = balance.rate.map { 0.95 * $0 + (1 - 0.95) * rate } ?? rate
      }
      balance.last = now
    }
    let freed = record.members.filter { $0.key.outcome == "freed" }.reduce(0) {
      $0 + $1.value.count
    }
    let seconds =
      (17 * number("candidates") + 8 * number("visits") + 90 * Double(freed) + 1500) / 1e9
    if number("bytes_candidates") > 0 {
      let speed = number("bytes_candidates") / seconds
      balance.speed = balance.speed.map { 0.5 * $0 + (1 - 0.5) * speed } ?? speed
    }
    guard let rate = balance.rate, let speed = balance.speed else { return }
    let pages = (Double(bytesAlive) / 4096 * rate / (c * speed)).squareRoot()
    balance.extra = Int((pages * 4096).rounded(.down))
  }

  /// After an event: what has become garbage with it, and whether that is too much.
  func collectForeseen() {
    guard case .clairvoyant(let budget, let arrivals) = setting.policy,
      let numbers = arrivals[event]
    else { return }
    for number in numbers { floating += object(number)?.size ?? 0 }
    if floating > budget, isEnabled, thresholds[0] != 0 { collect(2, isExplicit: false) }
  }
}
