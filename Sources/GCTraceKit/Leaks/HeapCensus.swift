import CyclicGC

/// The number of objects alive in each group, and their bytes.
struct HeapCensus {
  private(set) var objects: [Int64]
  private(set) var bytes: [Int64]

  /// - Parameter groups: by rank, the group of each object of the trace. O(objects of the trace).
  init(_ heap: borrowing Heap, groups: [Int32], count: Int) {
    objects = Array(repeating: 0, count: count)
    bytes = Array(repeating: 0, count: count)
    for rank in 0..<heap.rankCount {
      guard let state = heap.state(ofRank: rank) else { continue }
      let group = Int(groups[Int(rank)])
      objects[group] += 1
      bytes[group] &+= state.bytes
    }
  }
}

/// The type points-from graph of a heap: the number of references from objects of one type to objects of another (Jump and McKinley,
/// "Cork: dynamic memory leak detection for garbage-collected languages", POPL 2007). Types are identified by name.
struct TypeReferences {
  /// From one type to another, by their numbers.
  struct Edge: Hashable {
    var source: Int32
    var target: Int32
  }

  private(set) var counts: [Edge: Int64] = [:]
  /// References from outside, by type.
  private(set) var external: [Int64]

  /// - Parameter names: by index of a type of the trace, the number of its name. O(objects of the trace + references).
  init(_ heap: borrowing Heap, names: [Int32], count: Int) {
    external = Array(repeating: 0, count: count)
    var types = [Int32](repeating: -1, count: Int(heap.rankCount))
    for rank in 0..<heap.rankCount {
      guard let state = heap.state(ofRank: rank) else { continue }
      types[Int(rank)] = names[Int(state.typeIndex)]
      external[Int(types[Int(rank)])] += Int64(state.external)
    }
    for rank in 0..<heap.rankCount where types[Int(rank)] >= 0 {
      let source = types[Int(rank)]
      heap.forEachReference(ofRank: rank) { target, number in
        counts[Edge(source: source, target: types[Int(target)]), default: 0] += Int64(number)
      }
    }
  }
}
