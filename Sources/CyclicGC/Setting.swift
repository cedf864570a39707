/// Everything that a replay decides for itself instead of taking it from the recording.
///
/// Nothing of it changes the recorded program: its allocations, references and explicit calls stay what they were, unless the setting says
/// that calls of the gc module do nothing.
package struct Setting: Equatable, Sendable {
  /// Whose collector.
  package var python: PythonVersion
  /// What that release's collector does differently from others.
  package var version: CollectorVersion
  /// What decides when a collection runs and what it examines.
  package var policy: Policy
  /// Thresholds that stand against the log's, from generation 0 on; at most three.
  package var thresholds: [Int64]
  /// The program's own gc.collect() calls do nothing.
  package var ignoresCollect = false
  /// The program's own gc.enable, disable, set_threshold, freeze and unfreeze do nothing. What held as recording began stays.
  package var ignoresSettings = false
  /// What is done at certain places besides.
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

  /// The thresholds to hold against the log's, by generation; nil: the log's.
  var fixedThresholds: (Int64?, Int64?, Int64?) {
    (
      thresholds.count > 0 ? thresholds[0] : nil, thresholds.count > 1 ? thresholds[1] : nil,
      thresholds.count > 2 ? thresholds[2] : nil
    )
  }

  /// Whether a replay does nothing but what the recording did, if that was of the release `recorded`; nil: the log does not say.
  ///
  /// An event that does not apply then is the log's mistake; otherwise the setting may be the reason (`Divergences`).
  package func isThatOfRecording(_ recorded: PythonVersion?) -> Bool {
    let isOfSameCollector = recorded.map { CollectorVersion($0) == version } ?? true
    return isOfSameCollector && policy == version.policy && thresholds.isEmpty && !ignoresCollect
      && !ignoresSettings && interventions.isEmpty
  }
}

/// Something that a replay does which the program did not.
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

  /// After which events it is done.
  package enum Place: Equatable, Sendable {
    case event(Int64)
    /// The first mark with this text.
    case mark(String)
    /// Each mark whose text begins so.
    case marks(beginning: String)
    /// Every mark whose number, from 1, this divides.
    case everyMark(Int64)
    /// After the last event.
    case end
  }

  package var action: Action
  package var place: Place

  package init(_ action: Action, at place: Place) {
    self.action = action
    self.place = place
  }
}

/// What of a trace the places of a setting are found by.
package struct TraceOutline: Equatable, Sendable {
  package var eventCount: Int64
  /// In their order.
  package var marks: [DecodedTrace.Mark]
  /// The event that says what held as recording began; nil: there is none.
  package var stateEvent: Int64?

  package init(eventCount: Int64, marks: [DecodedTrace.Mark], stateEvent: Int64?) {
    self.eventCount = eventCount
    self.marks = marks
    self.stateEvent = stateEvent
  }
}

/// The setting speaks of a place that the trace does not have.
package enum SettingError: Error, Equatable {
  case noSuchPlace(Intervention.Place, eventCount: Int64, marks: Int)
}

extension Intervention.Place {
  /// The events after which it is; at least one.
  func events(in outline: TraceOutline) throws(SettingError) -> [Int64] {
    let found: [Int64] =
      switch self {
      case .event(let event): (1...max(1, outline.eventCount)).contains(event) ? [event] : []
      case .mark(let text): Array(outline.marks.filter { $0.text == text }.prefix(1)).map(\.event)
      case .marks(let beginning):
        outline.marks.filter { $0.text.hasPrefix(beginning) }.map(\.event)
      case .everyMark(let interval):
        outline.marks.enumerated().filter { (Int64($0.offset) + 1) % interval == 0 }
          .map(\.element.event)
      case .end: [outline.eventCount]
      }
    guard !found.isEmpty, outline.eventCount > 0 else {
      throw .noSuchPlace(self, eventCount: outline.eventCount, marks: outline.marks.count)
    }
    return found
  }
}

/// The interventions of a setting in the order in which a replay of one trace comes to them.
package struct Agenda: Equatable, Sendable {
  struct Item: Equatable, Sendable {
    /// The event after which it is done.
    var event: Int64
    var action: Intervention.Action
  }

  let items: [Item]
  /// See `TraceOutline`.
  let stateEvent: Int64?

  /// An agenda with nothing on it.
  package static let empty = Agenda()

  private init() {
    items = []
    stateEvent = nil
  }

  /// - Throws: `SettingError` for a place that the trace does not have.
  package init(_ setting: Setting, _ outline: TraceOutline) throws(SettingError) {
    var items: [Item] = []
    for intervention in setting.interventions {
      for event in try intervention.place.events(in: outline) {
        items.append(Item(event: event, action: intervention.action))
      }
    }
    // Those of one event stay in the order in which they were given.
    let order = items.indices.sorted { (items[$0].event, $0) < (items[$1].event, $1) }
    self.items = order.map { items[$0] }
    stateEvent = outline.stateEvent
  }
}
