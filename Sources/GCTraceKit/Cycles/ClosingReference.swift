import HeapGraph

/// Finds the reference that closed a cycle: the one with which its objects became strongly connected.
enum ClosingReference {
  /// A reference within a cycle that was held when the cycle was found.
  struct Candidate: Equatable {
    /// Its ends, by node.
    var source: Int32
    var target: Int32
    /// The position in the order of additions; no two references share one.
    var order: Int64
  }

  /// The index of the reference after which nodes 0 ..< `nodeCount` were strongly connected; nil if they are not. O(references log
  /// references), by binary search.
  static func index(nodeCount: Int, _ candidates: [Candidate]) -> Int? {
    let order = candidates.indices.sorted { candidates[$0].order < candidates[$1].order }
    /// Whether the first `length` references connect all nodes.
    func connects(_ length: Int) -> Bool {
      let part = order.prefix(length).map { candidates[$0] }
      let graph = HeapGraph(
        nodeCount: nodeCount,
        references: part.map { HeapGraph.Reference($0.source, $0.target) }
      )
      func reachesAll(_ graph: HeapGraph) -> Bool {
        !graph.shortestPaths(from: [0]).distance.contains(-1)
      }
      return reachesAll(graph) && reachesAll(graph.reversed())
    }
    // Fewer references than nodes cannot connect them.
    var (low, high) = (max(nodeCount, 1), order.count)
    guard nodeCount > 0, low <= high, connects(high) else { return nil }
    while low < high {
      let middle = (low + high) / 2
      if connects(middle) { high = middle } else { low = middle + 1 }
    }
    return order[high - 1]
  }
}
