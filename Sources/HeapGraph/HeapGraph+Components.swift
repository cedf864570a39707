/// The strongly connected components of a graph: sets of nodes that all reach one another.
package struct Components: Sendable, Equatable {
  /// The number of components. A node in no cycle is a component by itself.
  package let count: Int
  /// By node: its component, 0 ..< `count`. A reference never leads to a component of a higher number.
  package let componentOfNode: [Int32]

  /// The nodes of each component, in ascending order: row c is component c. O(nodes).
  package func members() -> [ArraySlice<Int32>] {
    var starts = [Int](repeating: 0, count: count + 1)
    for component in componentOfNode { starts[Int(component) + 1] += 1 }
    for component in 0..<count { starts[component + 1] += starts[component] }
    var next = starts
    var nodes = [Int32](repeating: 0, count: componentOfNode.count)
    for (node, component) in componentOfNode.enumerated() {
      nodes[next[Int(component)]] = Int32(node)
      next[Int(component)] += 1
    }
    return (0..<count).map { nodes[starts[$0]..<starts[$0 + 1]] }
  }
}

extension HeapGraph {
  /// The strongly connected components. O(nodes + references).
  ///
  /// The algorithm is that of R. Tarjan, Depth-first search and linear graph algorithms, 1972, with an explicit stack instead of
  /// recursion. `low` is the paper's LOWLINK, stored in the place of the node's number. 0: not visited; negative: -1 - the component,
  /// which is complete.
  package func components() -> Components {
    let nodes = nodeCount
    let low = Numbers<Int32>(repeating: 0, count: nodes)
    // The path from the root of the search to the current node, and the next reference of each node on it.
    let path = Numbers<Int32>(room: nodes)
    let cursor = Numbers<Int32>(room: nodes)
    // Nodes whose component is incomplete, in the order of their visits.
    let open = Numbers<Int32>(room: nodes)
    let number = Numbers<Int32>(room: nodes)
    var count: Int32 = 0
    withRows { rows in
      var visits: Int32 = 0
      var openCount = 0
      for root in 0..<Int32(nodes) where low[root] == 0 {
        var depth = 0
        var node = root
        var index = rows.start(node)
        visits &+= 1
        number[node] = visits
        low[node] = visits
        open[openCount] = node
        openCount &+= 1
        search: while true {
          let end = rows.end(node)
          var lowest = low[node]
          while index < end {
            let target = rows.target(index)
            index &+= 1
            let found = low[target]
            if found == 0 {
              low[node] = lowest
              path[depth] = node
              cursor[depth] = index
              depth &+= 1
              node = target
              index = rows.start(node)
              visits &+= 1
              number[node] = visits
              low[node] = visits
              open[openCount] = node
              openCount &+= 1
              continue search
            }
            if found > 0, found < lowest { lowest = found }
          }
          low[node] = lowest
          if lowest == number[node] {
            var member: Int32
            repeat {
              openCount &-= 1
              member = open[openCount]
              low[member] = -1 &- count
            } while member != node
            count &+= 1
          }
          if depth == 0 { break }
          depth &-= 1
          let child = low[node]
          node = path[depth]
          index = cursor[depth]
          if child > 0, child < low[node] { low[node] = child }
        }
      }
      for node in 0..<nodes { low[node] = -1 &- low[node] }
    }
    return Components(count: Int(count), componentOfNode: low.array())
  }
}
