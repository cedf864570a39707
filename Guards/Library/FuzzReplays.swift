import CyclicGC

/// The replays that an input goes through: every kind of collector, and every policy.
enum FuzzReplays {
  struct Options: Sendable {
    var setting: Setting
    /// Whether an event that does not apply is left out, as in what-if replays; else it ends the replay.
    var toleratesDivergences = false
  }

  /// A release of each kind, as recorded.
  static let releases: [Options] = [
    "3.8.18", "3.11.7", "3.13.0", "3.14.0", "3.14.4", "3.14.7", "3.15.0",
  ].compactMap { text in
    PythonVersion(text).flatMap { Setting(python: $0) }.map { Options(setting: $0) }
  }

  /// What-if settings: whatever a log says goes on to its end.
  static let policies: [Options] = {
    let policies: [Policy] = [
      .byteGate(ByteGate(gate: 100)), .squareRoot(SquareRoot(base: 2)),
      .pep848Legacy(PEP848Legacy(threshold0: 1)), .single(Single()), .freeThreaded(FreeThreaded()),
      .pep848(PEP848(threshold0: 3)), .memBalancer(MemBalancer()),
      .clairvoyant(Clairvoyant(budget: 1)),
      .incremental(Incremental(.first)), .never, .standard,
    ]
    let python = PythonVersion(3, 13, 0)
    return policies.enumerated().compactMap { index, policy in
      // Logs are short: with a low threshold they are collected all the same.
      var setting = Setting(python: python, policy: policy, thresholds: [3, 2, 2])
      setting?.ignoresCollect = index % 2 == 1
      setting?.ignoresSettings = index % 4 >= 2
      setting?.interventions = [
        Intervention(.freeze, at: .one(.event(20))), Intervention(.collect, at: .one(.end)),
      ]
      return setting.map { Options(setting: $0, toleratesDivergences: true) }
    }
  }()
}
