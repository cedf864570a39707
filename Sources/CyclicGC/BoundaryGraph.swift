/// The heap at the last boundary, with the moments since which objects have been unreachable. It dates garbage in any log, even if events
/// change objects that no program could reach.
///
/// A *boundary* is the end of an event, the decision on a collection, or its end; `moment` numbers them. Between two boundaries,
/// references come and go, and objects are born and die. Each reference that goes was part of a path until some moment, and hands this
/// moment to its target:
///
/// - If its holder was reachable at the last boundary, that moment is now.
/// - Otherwise it is the moment with which the holder became unreachable, if the reference existed by then.
///
/// The latest of these moments is the object's stamp. An object that is unreachable became so at the latest stamp that leads to it along
/// references not younger than the stamp. To find out whether an object is reachable, the graph follows references backwards up to an
/// object that is held from outside; in real heaps, this is a short way. This method takes several times the memory and time of the
/// stamps of `Losses`, which suffice if nothing changes garbage.
struct BoundaryGraph {
  /// The state of an object at this boundary, if it changed since the last one.
  struct Change {
    var rank: Int32
    var targets: Set<Int32>
    var isHeldFromOutside: Bool
    var bytes: Int64
  }

  struct Changes {
    var alive: [Change] = []
    var dead: [Int32] = []
  }

  private struct Stamp: Comparable {
    var moment: Int64
    var bytesBorn: Int64

    static func < (left: Stamp, right: Stamp) -> Bool { left.moment < right.moment }
  }

  private struct Node {
    /// By target of a reference: the moment since which the reference exists.
    var targets: [Int32: Int64] = [:]
    var holders: Set<Int32> = []
    var isHeldFromOutside: Bool
    var stamp: Stamp
    /// Its sizes, the first one from its birth. Nearly always one.
    var sizes: [GarbageRecord.Resize]
  }

  private var nodes: [Int32: Node] = [:]

  /// Applies the changes up to a boundary, and records the garbage that died.
  mutating func apply(
    _ changes: Changes,
    moment: Int64,
    bytesBorn: Int64,
    collection: Int64?,
    records: inout [GarbageRecord]
  ) {
    let now = Stamp(moment: moment, bytesBorn: bytesBorn)
    var losses: [(rank: Int32, stamp: Stamp)] = []
    for change in changes.alive {
      guard let node = nodes[change.rank] else { continue }
      if node.isHeldFromOutside, !change.isHeldFromOutside { losses.append((change.rank, now)) }
      let gone = node.targets.filter { !change.targets.contains($0.key) }
      append(gone, of: change.rank, now, to: &losses)
    }
    for dead in changes.dead {
      guard let node = nodes[dead] else { continue }
      append(node.targets, of: dead, now, to: &losses)
      if let stamp = unreachableSince(dead) {
        records.append(
          record(
            dead,
            node,
            stamp,
            freed: moment,
            collection: collection,
            ageBytes: bytesBorn &- stamp.bytesBorn
          )
        )
      }
    }
    for loss in losses {
      if let old = nodes[loss.rank]?.stamp { nodes[loss.rank]?.stamp = max(old, loss.stamp) }
    }
    for change in changes.alive { take(change, now) }
    for dead in changes.dead { remove(dead) }
  }

  /// All objects that are unreachable at the last boundary.
  func garbage(at moment: Int64) -> [GarbageRecord] {
    nodes.compactMap { rank, node in
      unreachableSince(rank).map {
        record(rank, node, $0, freed: nil, collection: nil, ageBytes: nil)
      }
    }
  }

  // MARK: Changes

  private func append(
    _ gone: [Int32: Int64],
    of holder: Int32,
    _ now: Stamp,
    to losses: inout [(rank: Int32, stamp: Stamp)]
  ) {
    guard !gone.isEmpty else { return }
    let since = unreachableSince(holder)
    for (target, added) in gone {
      let stamp = since ?? now
      if added <= stamp.moment { losses.append((target, stamp)) }
    }
  }

  private mutating func take(_ change: Change, _ now: Stamp) {
    var node =
      nodes[change.rank]
      ?? Node(
        isHeldFromOutside: true,
        stamp: now,
        sizes: [GarbageRecord.Resize(moment: now.moment, bytes: change.bytes)]
      )
    for target in node.targets.keys where !change.targets.contains(target) {
      node.targets[target] = nil
      if target == change.rank {
        node.holders.remove(target)
      } else {
        nodes[target]?.holders.remove(change.rank)
      }
    }
    for target in change.targets where node.targets[target] == nil {
      node.targets[target] = now.moment
      if target == change.rank {
        node.holders.insert(target)
      } else {
        nodes[target]?.holders.insert(change.rank)
      }
    }
    node.isHeldFromOutside = change.isHeldFromOutside
    if node.sizes.last?.bytes != change.bytes {
      node.sizes.append(GarbageRecord.Resize(moment: now.moment, bytes: change.bytes))
    }
    nodes[change.rank] = node
  }

  private mutating func remove(_ dead: Int32) {
    guard let node = nodes.removeValue(forKey: dead) else { return }
    for target in node.targets.keys { nodes[target]?.holders.remove(dead) }
  }

  private func record(
    _ rank: Int32,
    _ node: Node,
    _ stamp: Stamp,
    freed: Int64?,
    collection: Int64?,
    ageBytes: Int64?
  ) -> GarbageRecord {
    let before = node.sizes.last { $0.moment <= stamp.moment } ?? node.sizes[0]
    var bytes = before.bytes
    let resized = node.sizes.filter { $0.moment > stamp.moment }.map { size in
      defer { bytes = size.bytes }
      return GarbageRecord.Resize(moment: size.moment, bytes: size.bytes &- bytes)
    }
    return GarbageRecord(
      rank: rank,
      unreachable: stamp.moment,
      freed: freed,
      collection: collection,
      ageBytes: ageBytes,
      bytes: before.bytes,
      resized: resized
    )
  }

  // MARK: Reachability

  /// The stamp since which the object has been unreachable; nil: it is reachable.
  private func unreachableSince(_ rank: Int32) -> Stamp? {
    var ancestors: Set<Int32> = [rank]
    var waiting = [rank]
    while let reached = waiting.popLast() {
      guard let node = nodes[reached] else { continue }
      if node.isHeldFromOutside { return nil }
      for holder in node.holders where ancestors.insert(holder).inserted {
        waiting.append(holder)
      }
    }
    let stamps = ancestors.compactMap { nodes[$0]?.stamp }.sorted(by: >)
    return stamps.first { leads($0, to: rank) } ?? nodes[rank]?.stamp
  }

  /// Whether an object with the stamp reaches the other object along references not younger than the stamp.
  private func leads(_ stamp: Stamp, to rank: Int32) -> Bool {
    var ancestors: Set<Int32> = [rank]
    var waiting = [rank]
    while let reached = waiting.popLast() {
      guard let node = nodes[reached] else { continue }
      if node.stamp.moment == stamp.moment { return true }
      for holder in node.holders {
        guard let added = nodes[holder]?.targets[reached], added <= stamp.moment,
          ancestors.insert(holder).inserted
        else { continue }
        waiting.append(holder)
      }
    }
    return false
  }
}
