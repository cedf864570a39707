import CyclicGC
import HeapGraph

/// The unreachable objects of one collection and their references to one another.
struct GarbageGraph {
  /// By node: the object, by rank; in the order of the collector's list.
  let ranks: [Int32]
  /// Consecutive references from one object to another are one reference.
  let graph: HeapGraph
  /// By node: bytes.
  let sizes: [Int64]
  /// By node: an index into the trace's types.
  let types: [Int32]

  /// Reads the heap as it is in `CollectionObserver.foundGarbage`. O(unreachable objects + their references).
  ///
  /// - Parameter nodeOfRank: -1 for every rank, before and after the call. Each collection uses this memory again.
  init(_ heap: borrowing Heap, nodeOfRank: inout [Int32]) {
    let ranks = heap.ranks(on: .unreachable)
    if nodeOfRank.count < Int(heap.rankCount) {
      nodeOfRank = Array(repeating: -1, count: Int(heap.rankCount))
    }
    for (node, rank) in ranks.enumerated() { nodeOfRank[Int(rank)] = Int32(node) }
    var builder = HeapGraph.Builder(nodeCount: ranks.count)
    var sizes: [Int64] = []
    var types: [Int32] = []
    sizes.reserveCapacity(ranks.count)
    types.reserveCapacity(ranks.count)
    for rank in ranks {
      heap.forEachReference(ofRank: rank) { target, _ in
        let node = nodeOfRank[Int(target)]
        if node >= 0 { builder.append(node) }
      }
      builder.endRow()
      let state = heap.state(ofRank: rank)
      sizes.append(state?.bytes ?? 0)
      types.append(state?.typeIndex ?? 0)
    }
    for rank in ranks { nodeOfRank[Int(rank)] = -1 }
    self.ranks = ranks
    self.sizes = sizes
    self.types = types
    graph = builder.finish()
  }
}
