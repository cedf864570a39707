/// The shortest paths from some nodes to all nodes that they reach.
package struct ShortestPaths: Sendable, Equatable {
  /// By node: the number of references on a shortest path from a root; 0 for a root, -1 for an unreachable node.
  package let distance: [Int32]
  /// By node: the node before it on a shortest path; -1 for a root and for an unreachable node.
  package let previous: [Int32]

  /// A shortest path from a root to the node, both ends counted; nil if there is none. O(its length).
  package func path(to node: Int32) -> [Int32]? {
    guard distance[Int(node)] >= 0 else { return nil }
    var path = [node]
    path.reserveCapacity(Int(distance[Int(node)]) + 1)
    var node = node
    while previous[Int(node)] >= 0 {
      node = previous[Int(node)]
      path.append(node)
    }
    path.reverse()
    return path
  }
}

extension HeapGraph {
  /// Shortest paths from the roots, breadth first. Among equal paths, the order of roots and references decides. O(nodes + references).
  package func shortestPaths(from roots: [Int32]) -> ShortestPaths {
    let nodes = nodeCount
    let distance = Numbers<Int32>(repeating: -1, count: nodes)
    let previous = Numbers<Int32>(repeating: -1, count: nodes)
    let queue = Numbers<Int32>(room: nodes)
    var end = 0
    for root in roots where distance[root] < 0 {
      distance[root] = 0
      queue[end] = root
      end += 1
    }
    withRows { rows in
      var position = 0
      while position < end {
        let node = queue[position]
        position &+= 1
        let next = distance[node] &+ 1
        var index = rows.start(node)
        let last = rows.end(node)
        while index < last {
          let target = rows.target(index)
          index &+= 1
          guard distance[target] < 0 else { continue }
          distance[target] = next
          previous[target] = node
          queue[end] = target
          end &+= 1
        }
      }
    }
    return ShortestPaths(distance: distance.array(), previous: previous.array())
  }
}
