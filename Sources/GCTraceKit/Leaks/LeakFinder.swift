import CyclicGC
import HeapTrace
import SQLite
import TraceStore

/// Finds leaks. Replays a run once more, and looks at its heap after full collections, at marks of one name, and at the end.
package struct LeakFinder {
  private let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// The leaks of a complete run, given by name or id (nil: the newest).
  ///
  /// - Parameters:
  ///   - mark: the name of the marks to look at; nil: the most frequent name.
  ///   - limit: the most rows in each list; nil: all rows. The survivors are those that retain more than themselves.
  package func find(
    run name: String?,
    mark: String? = nil,
    limit: Int?,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> Leaks {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .read)
      let again = try RunReplay(try database.completeRun(name), in: database)
      var leaks = Leaks(
        runID: again.run.id,
        runName: again.run.name,
        traceName: again.trace.name
      )
      let groups = try ObjectGroups(again)
      leaks.hasSites = groups.hasSites
      let (full, marks) = try places(again, mark)
      leaks.fullCollections = full.count
      var bases = [("full collections", full), marks].compactMap { basis in
        basis.1.count >= Leaks.fewestPlaces ? BasisWork(basis.0, basis.1) : nil
      }
      let stops = Set(bases.flatMap(\.events) + [again.trace.events]).sorted()
      var replay = again.begin()
      var snapshot: HeapSnapshot?
      try again.feed(&replay, stoppingAfter: stops, monitor: monitor) { replay, event in
        for index in bases.indices { bases[index].look(at: replay, after: event, groups) }
        if event == again.trace.events { snapshot = HeapSnapshot(replay.collector.heap) }
      }
      leaks.bases = bases.map { $0.finish(groups, limit: limit) }
      if let snapshot { try leaks.take(snapshot, again, limit: limit) }
      return leaks
    } catch { throw GCTraceError(error) }
  }

  /// The events of the run's full collections, and those of its marks of one name.
  private func places(
    _ again: RunReplay,
    _ mark: String?
  ) throws -> (full: [Int64], marks: (String, [Int64])) {
    let (database, run, trace) = (again.database, again.run, again.trace)
    var full: [Int64] = []
    var named: [String: [Int64]] = [:]
    var collections = try Statement(
      database.connection,
      "SELECT DISTINCT event FROM collection WHERE run_id = ?1 AND generation = 2 ORDER BY event"
    )
    try collections.bind(run.id, at: 1)
    while try collections.step() { full.append(collections.integer(at: 0)) }
    var marks = try Statement(
      database.connection,
      "SELECT event, text FROM mark WHERE trace_id = ?1 ORDER BY event"
    )
    try marks.bind(trace.id, at: 1)
    while try marks.step() {
      named[Self.name(ofMark: marks.text(at: 1)), default: []].append(marks.integer(at: 0))
    }
    if let mark {
      guard let events = named[mark] else { throw GCTraceError.noSuchMark(mark, trace: trace.name) }
      return (full, ("mark \(mark)", events))
    }
    let most = named.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
    return (full, most.map { ("mark \($0.key)", $0.value) } ?? ("", []))
  }

  /// A mark's text without the number at its end: `request 17` is one of the marks `request`.
  static func name(ofMark text: String) -> String {
    var rest = Substring(text)
    while let last = rest.last, last.isNumber { rest.removeLast() }
    guard rest.count < text.count else { return text }
    while let last = rest.last, " #:-_=/".contains(last) { rest.removeLast() }
    return rest.isEmpty ? text : String(rest)
  }
}

/// Assigns each object of the trace to a group with one type and one site.
struct ObjectGroups {
  /// By rank.
  private(set) var groups: [Int32] = []
  /// By group: the names of its type and its site.
  private(set) var names: [(type: String, site: String?)] = []
  private(set) var hasSites = false
  /// By index of a type of the trace: the number of its name.
  private(set) var nameOfType: [Int32] = []
  /// The names of types, by their numbers.
  private(set) var typeNames: [String] = []

  init(_ again: RunReplay) throws {
    var numbers: [String: Int32] = [:]
    for type in again.types {
      if numbers[type.name] == nil {
        numbers[type.name] = Int32(typeNames.count)
        typeNames.append(type.name)
      }
      nameOfType.append(numbers[type.name] ?? 0)
    }
    try readObjects(again)
  }

  private mutating func readObjects(_ again: RunReplay) throws {
    struct Key: Hashable {
      var type: Int64
      var site: Int64
    }
    let typeNames = Dictionary(
      again.types.map { (Int64($0.number), $0.name) },
      uniquingKeysWith: { first, _ in first }
    )
    var known: [Key: Int32] = [:]
    var byName: [[String?]: Int32] = [:]
    var groups: [Int32] = []
    var names: [(type: String, site: String?)] = []
    let (database, trace) = (again.database, again.trace)
    groups.reserveCapacity(Int(again.ranks.count))
    var sites: [Int64: String] = [:]
    var places = try Statement(
      database.connection,
      "SELECT id, file || ':' || line || ' ' || function FROM site WHERE trace_id = ?1"
    )
    try places.bind(trace.id, at: 1)
    while try places.step() { sites[places.integer(at: 0)] = places.text(at: 1) }
    var objects = try Statement(
      database.connection,
      "SELECT type_id, coalesce(site_id, -1) FROM object WHERE trace_id = ?1 ORDER BY id"
    )
    try objects.bind(trace.id, at: 1)
    while try objects.step() {
      let key = Key(type: objects.integer(at: 0), site: objects.integer(at: 1))
      if let group = known[key] {
        groups.append(group)
        continue
      }
      let name = (type: typeNames[key.type] ?? "", site: sites[key.site])
      let group = byName[[name.type, name.site]] ?? Int32(names.count)
      if Int(group) == names.count { names.append(name) }
      byName[[name.type, name.site]] = group
      known[key] = group
      groups.append(group)
    }
    // The rows of `object` are not those that the ranks were made from.
    guard groups.count == Int(again.ranks.count) else {
      throw database.damaged(
        "object",
        "trace_id \(trace.id)",
        TraceViolation(expected: "\(again.ranks.count) objects", found: "\(groups.count)")
      )
    }
    self.groups = groups
    self.names = names
    hasSites = names.contains { $0.site != nil }
  }
}

/// One basis while the run is replayed.
struct BasisWork {
  let name: String
  let places: Int
  let events: [Int64]
  private let referenceEvents: Set<Int64>
  private var censuses: [HeapCensus] = []
  private var references: [TypeReferences] = []

  init(_ name: String, _ places: [Int64]) {
    self.name = name
    self.places = places.count
    events = GrowthLine.evenly(places.count, Leaks.mostLooks).map { places[$0] }
    let events = events
    referenceEvents = Set(
      GrowthLine.evenly(events.count, Leaks.mostReferenceLooks).map { events[$0] }
    )
  }

  mutating func look(at replay: borrowing Replay, after event: Int64, _ groups: ObjectGroups) {
    guard events.contains(event) else { return }
    censuses.append(
      HeapCensus(replay.collector.heap, groups: groups.groups, count: groups.names.count)
    )
    guard referenceEvents.contains(event) else { return }
    references.append(
      TypeReferences(
        replay.collector.heap,
        names: groups.nameOfType,
        count: groups.typeNames.count
      )
    )
  }

  func finish(_ groups: ObjectGroups, limit: Int?) -> Leaks.Basis {
    var basis = Leaks.Basis(name: name, places: places, events: events)
    var growths: [(growth: Leaks.Growth, slope: Double)] = []
    for group in groups.names.indices {
      let growth = Leaks.Growth(
        type: groups.names[group].type,
        site: groups.names[group].site,
        objects: censuses.map { $0.objects[group] },
        bytes: censuses.map { $0.bytes[group] }
      )
      guard let first = growth.bytes.first, let last = growth.bytes.last, last > first else {
        continue
      }
      let slope = growth.bytesLine.slope
      if slope > 0 { growths.append((growth, slope)) }
    }
    growths.sort { one, other in
      (-one.slope, one.growth.type, one.growth.site ?? "")
        < (-other.slope, other.growth.type, other.growth.site ?? "")
    }
    basis.growths = growths.prefix(limit ?? .max).map(\.growth)
    basis.holders = holders(growths, groups, limit: limit)
    return basis
  }

  /// Follows growing references from each growing type to its holders. Always follows the fastest growing references, up to a type seen
  /// before, a type whose holders do not grow, or the outside.
  private func holders(
    _ growths: [(growth: Leaks.Growth, slope: Double)],
    _ groups: ObjectGroups,
    limit: Int?
  ) -> [Leaks.Holders] {
    guard references.count >= Leaks.fewestPlaces else { return [] }
    let growing = growingReferences()
    var slopes: [String: Double] = [:]
    for growth in growths { slopes[growth.growth.type, default: 0] += growth.slope }
    let order = slopes.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map(\.key)
    return order.prefix(limit ?? .max).compactMap { name in
      guard let type = groups.typeNames.firstIndex(of: name) else { return nil }
      var holders = Leaks.Holders(type: name, links: [])
      var seen: Set<Int32> = []
      var current = Int32(type)
      while seen.insert(current).inserted, let fastest = growing[current] {
        holders.links.append(
          Leaks.Holders.Link(
            type: fastest.source.map { groups.typeNames[Int($0)] },
            slope: fastest.slope
          )
        )
        guard let source = fastest.source else { break }
        current = source
      }
      return holders.links.isEmpty ? nil : holders
    }
  }

  /// By type, the references to it that grow fastest: their source type (nil: from outside), and their growth with each step.
  private func growingReferences() -> [Int32: (source: Int32?, slope: Double)] {
    var fastest: [Int32: (source: Int32?, slope: Double)] = [:]
    func take(_ target: Int32, _ source: Int32?, _ series: [Int64]) {
      guard let first = series.first, let last = series.last, last > first else { return }
      let slope = GrowthLine(series.map(Double.init)).slope
      guard slope > 0 else { return }
      if let known = fastest[target] {
        // Among equally fast ones, references from a type say more than those from outside. Otherwise the first by number wins.
        let isBetter =
          slope > known.slope
          || slope == known.slope && (source ?? .max) < (known.source ?? .max)
        guard isBetter else { return }
      }
      fastest[target] = (source, slope)
    }
    for edge in Set(references.flatMap { $0.counts.keys }) {
      take(edge.target, edge.source, references.map { $0.counts[edge] ?? 0 })
    }
    for type in references[0].external.indices {
      take(Int32(type), nil, references.map { $0.external[type] })
    }
    return fastest
  }
}
