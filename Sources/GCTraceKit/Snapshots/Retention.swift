import CyclicGC
import HeapGraph

/// What a snapshot's objects keep alive, and how far they are from outside.
struct Retention {
  /// By node: references from the nearest object with external references; -1: unreachable.
  let distances: [Int32]
  let dominators: Dominators
  /// By node: itself and all that it dominates.
  let retainedObjects: [Int64]
  let retainedBytes: [Int64]

  /// O((objects + references) log objects).
  init(_ snapshot: borrowing HeapSnapshot) {
    distances = snapshot.graph.shortestPaths(from: snapshot.roots).distance
    dominators = snapshot.graph.dominators(roots: snapshot.roots)
    retainedObjects = dominators.retainedCounts()
    retainedBytes = dominators.retained(snapshot.objects.map(\.size))
  }

  /// By group of nodes, what its members retain, each byte once: of a member that another one dominates, nothing is added.
  ///
  /// - Parameters:
  ///   - groups: by node, 0 ..< `count`; -1: in none.
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
    // Down the dominator tree, and by group how many of its members are on the way from the top.
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
    // What is not reached retains itself alone.
    for node in groups.indices where distances[node] < 0 && groups[node] >= 0 {
      sums[Int(groups[node])] &+= retainedBytes[node]
    }
    return sums
  }
}
