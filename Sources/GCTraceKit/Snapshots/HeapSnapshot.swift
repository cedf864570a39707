import CyclicGC
import HeapGraph

/// The heap after an event, as a graph with the facts about each object. Paths, dominators and retained sizes are computed from it.
///
/// A node stands for an object alive, in ascending order of ranks.
struct HeapSnapshot {
  /// By node.
  private(set) var objects: [Heap.ObjectState] = []
  /// Consecutive references from one object to another are one reference.
  let graph: HeapGraph
  /// By reference of `graph`: the number of references that it stands for.
  private(set) var counts: [Int32] = []
  /// Nodes with references from outside.
  let roots: [Int32]
  /// By rank: the node; -1: the object is not alive.
  private let nodeOfRank: [Int32]

  /// Reads a heap. O(objects of the trace + references).
  init(_ heap: borrowing Heap) {
    var nodeOfRank = [Int32](repeating: -1, count: Int(heap.rankCount))
    var objects: [Heap.ObjectState] = []
    objects.reserveCapacity(Int(heap.objectsAlive))
    for rank in 0..<heap.rankCount {
      guard let state = heap.state(ofRank: rank) else { continue }
      nodeOfRank[Int(rank)] = Int32(objects.count)
      objects.append(state)
    }
    var builder = HeapGraph.Builder(nodeCount: objects.count)
    var counts: [Int32] = []
    for object in objects {
      heap.forEachReference(ofRank: object.rank) { target, count in
        builder.append(nodeOfRank[Int(target)])
        counts.append(count)
      }
      builder.endRow()
    }
    roots = objects.indices.filter { objects[$0].external > 0 }.map(Int32.init)
    graph = builder.finish()
    self.objects = objects
    self.counts = counts
    self.nodeOfRank = nodeOfRank
  }

  /// The node of an object; nil if it is not alive.
  func node(ofRank rank: Int32) -> Int32? {
    let node = nodeOfRank[Int(rank)]
    return node < 0 ? nil : node
  }

  /// The number of references from one object to another. O(references of the first).
  func references(from source: Int32, to target: Int32) -> Int64 {
    let row = graph.row(of: source)
    return zip(row, graph.references(of: source)).reduce(0) { sum, reference in
      reference.1 == target ? sum + Int64(counts[reference.0]) : sum
    }
  }

  /// The bytes of all objects.
  var bytes: Int64 { objects.reduce(0) { $0 &+ $1.bytes } }
}
