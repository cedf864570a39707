package import HeapGraph
internal import TraceTesting

/// Generated heaps for `HeapGraph`'s figures. `Benchmarks/graph.c` generates the same from the same seed.
package enum GraphShape: String, CaseIterable, Sendable {
  /// A binary tree in which each object also refers to some objects at most 50 away. Most data of programs looks similar.
  case tree
  /// References to random objects, which is the worst case for the processor's cache.
  case random

  /// A graph of this shape, of `references` references at most.
  package func graph(nodes: Int, references: Int, seed: UInt64) -> HeapGraph {
    var random = SplitMix64(seed: seed)
    let each = references / nodes
    var builder = HeapGraph.Builder(nodeCount: nodes)
    for node in 0..<nodes {
      switch self {
      case .tree:
        for child in (2 * node + 1)...(2 * node + 2) where child < nodes {
          builder.append(Int32(child))
        }
        for _ in 0..<max(each - 2, 0) {
          let target = node - 50 + Int(random.next() % 101)
          if target >= 0, target < nodes { builder.append(Int32(target)) }
        }
      case .random:
        for _ in 0..<each { builder.append(Int32(random.next() % UInt64(nodes))) }
      }
      builder.endRow()
    }
    return builder.finish()
  }
}
