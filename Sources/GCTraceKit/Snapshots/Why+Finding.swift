package import CyclicGC
import HeapGraph
import HeapTrace
import SQLite
import TraceStore

extension Why {
  /// Finds what keeps an object (given by its number) or the objects of a type (given by its name) alive in a complete run at a moment.
  ///
  /// - Parameters:
  ///   - run: by name or id; nil: the newest complete one.
  ///   - limit: the most paths to an object, or groups of a type's objects.
  package init(
    _ wanted: String,
    run: String?,
    at moment: TraceMoment,
    limit: Int,
    databasePath: String,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .read)
      let again = try RunReplay(try database.completeRun(run), in: database)
      let event = try moment.event(in: again.trace, database)
      let subject = try Subject(wanted, again)
      var replay = again.begin()
      try again.feed(&replay, upTo: event, monitor: monitor)
      self.run = again.run.id
      self.event = event
      switch subject {
      case .object(let rank):
        answer = .object(try Self.object(rank, replay, again, limit))
      case .type(let name, let indices):
        let finder = WhyFinder(HeapSnapshot(replay.collector.heap), again)
        answer = .type(name, groups: try finder.groups(ofTypes: indices, limit: limit))
      }
    } catch { throw GCTraceError(error) }
  }

  /// The meaning of the person's word.
  private enum Subject {
    case object(rank: Int32)
    /// The types of that name, by their order in the trace.
    case type(String, Set<Int32>)

    init(_ wanted: String, _ again: RunReplay) throws {
      let indices = again.types.indices.filter { again.types[$0].name == wanted }
      if !indices.isEmpty {
        self = .type(wanted, Set(indices.map(Int32.init)))
        return
      }
      guard let number = Int64(wanted.hasPrefix("#") ? wanted.dropFirst() : wanted[...]) else {
        throw GCTraceError.noSuchType(wanted, trace: again.trace.id)
      }
      guard number > 0, let rank = again.ranks.rank(of: number) else {
        throw GCTraceError.noSuchObject(number, trace: again.trace.id)
      }
      self = .object(rank: rank)
    }
  }

  private static func object(
    _ rank: Int32,
    _ replay: borrowing Replay,
    _ again: RunReplay,
    _ limit: Int
  ) throws -> Object {
    let number = again.ranks.number(ofRank: rank)
    let facts = try again.facts(ofObjects: [number])
    var object = Object(
      id: number,
      type: facts[number]?.type ?? "",
      site: facts[number]?.site,
      born: facts[number]?.born ?? 0,
      state: .unborn
    )
    if let state = replay.collector.heap.state(ofRank: rank) {
      let finder = WhyFinder(HeapSnapshot(replay.collector.heap), again)
      object.state = try finder.state(of: state, limit: limit)
    } else if let death = replay.collector.heap.death(ofRank: rank) {
      object.state = .dead(try again.death(number, death, replay.collector.collectionEvents))
    }
    return object
  }
}

/// Paths within a snapshot.
private struct WhyFinder {
  private let snapshot: HeapSnapshot
  private let again: RunReplay
  private let paths: ShortestPaths
  private let retention: Retention

  init(_ snapshot: HeapSnapshot, _ again: RunReplay) {
    self.snapshot = snapshot
    self.again = again
    paths = snapshot.graph.shortestPaths(from: snapshot.roots)
    retention = Retention(snapshot)
  }

  // MARK: An object

  func state(of object: Heap.ObjectState, limit: Int) throws -> Why.Object.State {
    guard let node = snapshot.node(ofRank: object.rank) else { return .unborn }
    let alive = Why.Object.Alive(
      size: object.size,
      generation: object.generation.map(Int64.init),
      references: Int64(object.referenceCount),
      external: Int64(object.external),
      retainedObjects: retention.retainedObjects[Int(node)],
      retainedBytes: retention.retainedBytes[Int(node)]
    )
    var ways: [[Int32]] = object.external > 0 ? [[node]] : []
    let referrers = Set(snapshot.graph.reversed().references(of: node)).subtracting([node])
    let reached = referrers.filter { paths.distance[Int($0)] >= 0 }
      .sorted { (paths.distance[Int($0)], $0) < (paths.distance[Int($1)], $1) }
    var shown = 0
    for referrer in reached where ways.count < limit {
      // A path that leads through the object itself is no path from outside.
      guard let way = paths.path(to: referrer), !way.contains(node) else { continue }
      ways.append(way + [node])
      shown += 1
    }
    return .alive(alive, paths: try steps(ways), moreReferrers: referrers.count - shown)
  }

  // MARK: A type

  func groups(ofTypes types: Set<Int32>, limit: Int) throws -> [Why.Group] {
    let ways = TypePaths(snapshot, paths, again.types)
    var indexOfWay: [Int32: Int] = [:]
    var groups: [Why.Group] = []
    var nearest: [Int32] = []
    var groupOfNode = [Int32](repeating: -1, count: snapshot.objects.count)
    for (node, object) in snapshot.objects.enumerated() where types.contains(object.typeIndex) {
      let way = ways.wayOfNode[node]
      let index: Int
      if let known = indexOfWay[way] {
        index = known
      } else {
        index = groups.count
        indexOfWay[way] = index
        groups.append(
          Why.Group(types: ways.types(way), objects: 0, bytes: 0, retainedBytes: 0, example: [])
        )
        nearest.append(Int32(node))
      }
      groups[index].objects += 1
      groups[index].bytes &+= object.bytes
      groupOfNode[node] = Int32(index)
      if paths.distance[node] < paths.distance[Int(nearest[index])] {
        nearest[index] = Int32(node)
      }
    }
    let retained = retention.retainedBytes(ofGroups: groupOfNode, count: groups.count)
    for index in groups.indices { groups[index].retainedBytes = retained[index] }
    let order = groups.indices.sorted { one, other in
      (groups[one].objects, -one) > (groups[other].objects, -other)
    }
    let shown = order.prefix(limit)
    let examples = try steps(shown.map { paths.path(to: nearest[$0]) ?? [] })
    for (index, example) in zip(shown, examples) { groups[index].example = example }
    return order.map { groups[$0] }
  }

  // MARK: Steps

  private func steps(_ ways: [[Int32]]) throws -> [[Why.Step]] {
    let numbers = Set(ways.joined().map(number))
    let facts = try again.facts(ofObjects: Array(numbers))
    return ways.map { way in
      way.enumerated().map { index, node in
        let object = snapshot.objects[Int(node)]
        let number = number(node)
        return Why.Step(
          object: number,
          type: again.types[Int(object.typeIndex)].name,
          site: facts[number]?.site,
          references: index == 0
            ? Int64(object.external) : snapshot.references(from: way[index - 1], to: node),
          name: nil
        )
      }
    }
  }

  private func number(_ node: Int32) -> Int64 {
    again.ranks.number(ofRank: snapshot.objects[Int(node)].rank)
  }
}
