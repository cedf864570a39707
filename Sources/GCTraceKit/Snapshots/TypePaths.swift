import CyclicGC
import HeapGraph
import HeapTrace

/// The paths from outside to all objects, as sequences of types.
///
/// A type that follows itself appears once, so that all elements of a long linked list have the same path.
struct TypePaths {
  /// By node: its path; -1: nothing holds it.
  let wayOfNode: [Int32]
  /// By path: the path that it extends, or -1, and the label of its last type.
  private let ways: [(before: Int32, label: Int32)]
  private let names: [String]

  /// O(objects).
  init(_ snapshot: borrowing HeapSnapshot, _ paths: ShortestPaths, _ types: [TypeDefinition]) {
    var labelOfName: [String: Int32] = [:]
    var names: [String] = []
    let labelOfType = types.map { type in
      if let label = labelOfName[type.name] { return label }
      let label = Int32(names.count)
      labelOfName[type.name] = label
      names.append(type.name)
      return label
    }
    var ways: [(before: Int32, label: Int32)] = []
    var indexOfWay: [UInt64: Int32] = [:]
    var wayOfNode = [Int32](repeating: -1, count: snapshot.objects.count)
    for node in Self.nearestFirst(paths.distance) {
      let label = labelOfType[Int(snapshot.objects[Int(node)].typeIndex)]
      let previous = paths.previous[Int(node)]
      let before = previous < 0 ? -1 : wayOfNode[Int(previous)]
      if before >= 0, ways[Int(before)].label == label {
        wayOfNode[Int(node)] = before
        continue
      }
      let key = UInt64(UInt32(bitPattern: before)) << 32 | UInt64(UInt32(bitPattern: label))
      if let way = indexOfWay[key] {
        wayOfNode[Int(node)] = way
      } else {
        wayOfNode[Int(node)] = Int32(ways.count)
        indexOfWay[key] = Int32(ways.count)
        ways.append((before, label))
      }
    }
    self.wayOfNode = wayOfNode
    self.ways = ways
    self.names = names
  }

  /// The reachable nodes, in ascending order of their distances.
  private static func nearestFirst(_ distances: [Int32]) -> [Int32] {
    var starts = [Int](repeating: 0, count: Int(distances.max() ?? -1) + 2)
    for distance in distances where distance >= 0 { starts[Int(distance) + 1] += 1 }
    for distance in starts.indices.dropFirst() { starts[distance] += starts[distance - 1] }
    var nodes = [Int32](repeating: 0, count: starts.last ?? 0)
    for (node, distance) in distances.enumerated() where distance >= 0 {
      nodes[starts[Int(distance)]] = Int32(node)
      starts[Int(distance)] += 1
    }
    return nodes
  }

  /// The types of a path, from outside on; none for -1.
  func types(_ way: Int32) -> [String] {
    var types: [String] = []
    var way = way
    while way >= 0 {
      types.append(names[Int(ways[Int(way)].label)])
      way = ways[Int(way)].before
    }
    return types.reversed()
  }
}
