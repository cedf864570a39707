/// Everything that a replay decides for itself and does not take from the recording.
///
/// A setting never changes the recorded program. The program's allocations, references and explicit calls stay as recorded, unless the
/// setting says that calls of the gc module do nothing.
package struct Setting: Equatable, Sendable {
  /// The release of CPython whose collector replays the trace.
  package var python: PythonVersion
  /// How the collector of that release differs from others.
  package var version: CollectorVersion
  /// The policy decides when a collection runs and which objects it examines.
  package var policy: Policy
  /// Thresholds that override the log's, from generation 0 on; at most three.
  package var thresholds: [Int64]
  /// Whether the program's own gc.collect() calls do nothing.
  package var ignoresCollect = false
  /// Whether the program's own gc.enable, disable, set_threshold, freeze and unfreeze do nothing. The state at the start of the recording
  /// then stays in force.
  package var ignoresSettings = false
  /// What the replay does at certain moments in addition.
  package var interventions: [Intervention] = []

  /// The setting of a release; nil if its collector is not modelled.
  package init?(python: PythonVersion, policy: Policy = .standard, thresholds: [Int64] = []) {
    guard let version = CollectorVersion(python) else { return nil }
    self.python = python
    self.version = version
    self.policy = policy.resolved(for: version)
    self.thresholds = thresholds
  }

  /// The setting of a collector, whatever the release.
  package init(_ version: CollectorVersion, policy: Policy = .standard) {
    python = PythonVersion(3, 0, 0)
    self.version = version
    self.policy = policy.resolved(for: version)
    thresholds = []
  }

  /// The overriding threshold of each generation; nil: the log's threshold applies.
  var fixedThresholds: (Int64?, Int64?, Int64?) {
    (
      thresholds.count > 0 ? thresholds[0] : nil, thresholds.count > 1 ? thresholds[1] : nil,
      thresholds.count > 2 ? thresholds[2] : nil
    )
  }

  /// Whether a replay repeats the recording exactly.
  ///
  /// If so, an event that does not apply is a mistake of the log. Otherwise the setting may be the reason (`Divergences`).
  ///
  /// - Parameter recorded: the release that the log was recorded with; nil: the log does not say.
  package func isThatOfRecording(_ recorded: PythonVersion?) -> Bool {
    let isOfSameCollector = recorded.map { CollectorVersion($0) == version } ?? true
    return isOfSameCollector && policy == version.policy && thresholds.isEmpty && !ignoresCollect
      && !ignoresSettings && interventions.isEmpty
  }
}

/// Something that a replay does and the program did not do.
package struct Intervention: Equatable, Sendable {
  package enum Action: String, CaseIterable, Sendable {
    /// gc.collect(), then gc.freeze().
    case freeze = "freeze-at"
    /// gc.freeze() alone.
    case freezeOnly = "freeze-only-at"
    /// gc.collect().
    case collect = "collect-at"
    /// gc.collect() at every N-th mark.
    case collectEvery = "collect-every"
  }

  /// The moments at which a replay intervenes.
  package enum Moments: Equatable, Sendable {
    case one(TraceMoment)
    /// After each mark whose text begins like this.
    case marks(beginning: String)
    /// After every N-th mark.
    case everyMark(Int64)
  }

  package var action: Action
  package var moments: Moments

  package init(_ action: Action, at moments: Moments) {
    self.action = action
    self.moments = moments
  }
}

/// The part of a trace that a setting needs to find its moments.
package struct TraceOutline: Equatable, Sendable {
  package var eventCount: Int64
  /// In the order of the trace.
  package var marks: [DecodedTrace.Mark]
  /// The event that gives the collector's state at the start of the recording; nil: the trace has none.
  package var stateEvent: Int64?
  /// Whether there are `time` events.
  package var hasTimes: Bool

  package init(
    eventCount: Int64,
    marks: [DecodedTrace.Mark],
    stateEvent: Int64?,
    hasTimes: Bool
  ) {
    self.eventCount = eventCount
    self.marks = marks
    self.stateEvent = stateEvent
    self.hasTimes = hasTimes
  }
}

/// The trace does not have what the setting needs: a moment, or times.
package enum SettingError: Error, Equatable {
  case noSuchMoments(Intervention.Moments, eventCount: Int64, marks: Int)
  /// The policy goes by `time` events, and the trace has none.
  case noTimes
}

extension Intervention.Moments {
  /// The events after which the moments lie; at least one.
  func events(in outline: TraceOutline) throws(SettingError) -> [Int64] {
    let found: [Int64] =
      switch self {
      case .one(.event(let event)):
        (1...max(1, outline.eventCount)).contains(event) ? [event] : []
      case .one(.mark(let text)):
        Array(outline.marks.filter { $0.text == text }.prefix(1)).map(\.event)
      case .marks(let beginning):
        outline.marks.filter { $0.text.hasPrefix(beginning) }.map(\.event)
      case .everyMark(let interval):
        outline.marks.enumerated().filter { (Int64($0.offset) + 1) % interval == 0 }
          .map(\.element.event)
      case .one(.end): [outline.eventCount]
      }
    guard !found.isEmpty, outline.eventCount > 0 else {
      throw .noSuchMoments(self, eventCount: outline.eventCount, marks: outline.marks.count)
    }
    return found
  }
}

/// The interventions of a setting in the order in which a replay of one trace comes to them, and what else it must know of the trace.
package struct Agenda: Equatable, Sendable {
  struct Item: Equatable, Sendable {
    /// The action happens after this event.
    var event: Int64
    var action: Intervention.Action
  }

  let items: [Item]
  /// See `TraceOutline`.
  let stateEvent: Int64?
  /// What a clairvoyant policy knows beforehand.
  let foresight: Foresight

  /// An agenda with nothing on it.
  package static let empty = Agenda()

  private init() {
    items = []
    stateEvent = nil
    foresight = .none
  }

  /// - Parameter foresight: for a policy that needs it.
  /// - Throws: `SettingError` for a moment that the trace does not have, and for a policy that needs times where it has none.
  package init(
    _ setting: Setting,
    _ outline: TraceOutline,
    foresight: Foresight = .none
  ) throws(SettingError) {
    if setting.policy.needsTimes, !outline.hasTimes { throw .noTimes }
    self.foresight = foresight
    var items: [Item] = []
    for intervention in setting.interventions {
      for event in try intervention.moments.events(in: outline) {
        items.append(Item(event: event, action: intervention.action))
      }
    }
    // Interventions after the same event keep the order in which they were given.
    let order = items.indices.sorted { (items[$0].event, $0) < (items[$1].event, $1) }
    self.items = order.map { items[$0] }
    stateEvent = outline.stateEvent
  }
}
