import CyclicGC
import HeapGraph

/// The retained sizes of a snapshot's objects, and their distances from outside.
struct Retention {
  /// By node: the number of references on the shortest path from an object with external references; -1: unreachable.
  let distances: [Int32]
  let dominators: Dominators
  /// By node: the node itself and all that it dominates.
  let retainedObjects: [Int64]
  let retainedBytes: [Int64]

  /// O((objects + references) log objects).
  init(_ snapshot: borrowing HeapSnapshot) {
    distances = snapshot.graph.shortestPaths(from: snapshot.roots).distance
    dominators = snapshot.graph.dominators(roots: snapshot.roots)
    retainedObjects = dominators.retainedCounts()
    retainedBytes = dominators.retained(snapshot.objects.map(\.bytes))
  }

  /// By group of nodes, the bytes that its members retain, each byte once. A member that another member dominates adds nothing.
  ///
  /// - Parameters:
  ///   - groups: by node, 0 ..< `count`; -1: in no group.
  func retainedBytes(ofGroups groups: [Int32], count: Int) -> [Int64] {
    var sums = [Int64](repeating: 0, count: count)
    var firstChild = [Int32](repeating: Dominators.none, count: groups.count)
    var nextSibling = firstChild
    var tops: [Int32] = []
    for node in dominators.order {
      let parent = dominators.immediate[Int(node)]
      if parent == Dominators.none {
        tops.append(node)
      } else {
        nextSibling[Int(node)] = firstChild[Int(parent)]
        firstChild[Int(parent)] = node
      }
    }
    // By group, the number of its members on the current path down the dominator tree.
    var above = [Int32](repeating: 0, count: count)
    var path: [Int32] = []
    for top in tops {
      var next = top
      while next != Dominators.none {
        path.append(next)
        let group = Int(groups[Int(next)])
        if group >= 0 {
          if above[group] == 0 { sums[group] &+= retainedBytes[Int(next)] }
          above[group] += 1
        }
        next = firstChild[Int(next)]
        while next == Dominators.none, let last = path.popLast() {
          let group = Int(groups[Int(last)])
          if group >= 0 { above[group] -= 1 }
          next = nextSibling[Int(last)]
        }
      }
    }
    // An unreachable node retains only itself.
    for node in groups.indices where distances[node] < 0 && groups[node] >= 0 {
      sums[Int(groups[node])] &+= retainedBytes[node]
    }
    return sums
  }
}
