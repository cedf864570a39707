extension RunSummary {
  /// A remarkable fact about a run.
  package enum Finding: Equatable, Sendable {
    /// Collections that found nothing, of all collections; and the objects that they examined, of all examined objects.
    case foundNothing(collections: Share, examined: Share)
    /// The type with the most bytes of cyclic garbage.
    case garbageType(name: String, objects: Int64, bytes: Share)
    /// The site with the most objects of cyclic garbage, of all garbage with a site.
    case garbageSite(file: String, line: Int64, function: String, objects: Share)
    /// Promoted objects that were found to be cyclic garbage later.
    case promotedInVain(Share)
    /// Objects that were born during the recording and are alive at the end: their bytes, of the peak.
    case grown(objects: Int64, bytes: Share, type: String)
    /// Unreachable objects that were not freed, and the type and outcome of most of them.
    case kept(objects: Int64, type: String, outcome: String)
    /// Full collections, and the references that they traversed.
    case fullCollections(count: Int64, visits: Share)
    /// The longest of several pauses, of the time of all pauses.
    case longestPause(nanoseconds: Share, pauses: Int64)

    /// The weight of the finding, from 0 to 1: the share that it is about.
    package var weight: Double {
      switch self {
      case .foundNothing(_, let share), .garbageType(_, _, let share),
        .garbageSite(_, _, _, let share), .promotedInVain(let share), .grown(_, let share, _),
        .longestPause(let share, _):
        min(1, share.fraction)
      case .kept: 1
      // It is normal that full collections do most of the work.
      case .fullCollections(_, let share): share.fraction * 0.7
      }
    }

    /// The words after `gctrace` of the command that digs further.
    package var command: String {
      switch self {
      case .foundNothing: "query collections_by_generation"
      case .garbageType: "query garbage_by_type"
      case .garbageSite: "query garbage_by_site"
      case .promotedInVain: "query promoted_in_vain"
      case .grown: "query leak"
      case .kept: "query garbage_kept"
      case .fullCollections: "query full_collections"
      case .longestPause: "query pause"
      }
    }
  }

  /// A part of a whole.
  package struct Share: Equatable, Sendable {
    package var part: Int64
    package var whole: Int64

    package init(_ part: Int64, of whole: Int64) {
      self.part = part
      self.whole = whole
    }

    package var fraction: Double { whole > 0 ? Double(part) / Double(whole) : 0 }
  }

  /// A question that the trace cannot answer.
  package enum Gap: CaseIterable, Equatable, Sendable {
    /// Where objects were allocated.
    case sites
    /// In which phase of the program something happened.
    case marks
    /// How long collections took.
    case durations
    /// Whether the replay is correct.
    case reports
  }
}
