extension HeapGraph {
  /// A reference of one node to another.
  package struct Reference: BitwiseCopyable, Equatable, Sendable {
    package var source: Int32
    package var target: Int32

    package init(_ source: Int32, _ target: Int32) {
      self.source = source
      self.target = target
    }
  }

  /// Takes the rows of a graph in the order of its nodes.
  ///
  ///     var rows = HeapGraph.Builder(nodeCount: 2)
  ///     rows.append(1)  // node 0 refers to node 1
  ///     rows.endRow()
  ///     rows.endRow()
  ///     let graph = rows.finish()
  package struct Builder {
    private let nodeCount: Int
    private var starts: [Int32] = [0]
    private var targets: [Int32] = []

    package init(nodeCount: Int) {
      precondition(nodeCount >= 0 && nodeCount < Int(Int32.max))
      self.nodeCount = nodeCount
      starts.reserveCapacity(nodeCount + 1)
    }

    /// Adds a reference from the current row's node to `target`.
    package mutating func append(_ target: Int32) {
      precondition(
        target >= 0 && Int(target) < nodeCount,
        "a reference to a node that is not there"
      )
      targets.append(target)
    }

    /// Completes the row. The next row is that of the next node.
    package mutating func endRow() {
      precondition(starts.count <= nodeCount && targets.count < Int(Int32.max))
      starts.append(Int32(targets.count))
    }

    /// The graph. Nodes without a row refer to nothing.
    package consuming func finish() -> HeapGraph {
      while starts.count <= nodeCount { starts.append(Int32(targets.count)) }
      return HeapGraph(starts: starts, targets: targets)
    }
  }

  /// A graph of references in any order. The references of one node keep their order. O(nodes + references).
  package init(nodeCount: Int, references: [Reference]) {
    precondition(nodeCount >= 0 && nodeCount < Int(Int32.max))
    precondition(references.count < Int(Int32.max))
    var starts = [Int32](repeating: 0, count: nodeCount + 1)
    for reference in references {
      precondition(reference.target >= 0 && Int(reference.target) < nodeCount)
      starts[Int(reference.source) + 1] += 1
    }
    for node in 0..<nodeCount { starts[node + 1] += starts[node] }
    var next = starts
    var targets = [Int32](repeating: 0, count: references.count)
    for reference in references {
      targets[Int(next[Int(reference.source)])] = reference.target
      next[Int(reference.source)] += 1
    }
    self.init(starts: starts, targets: targets)
  }

  /// The same nodes with every reference reversed. The rows are in ascending order. O(nodes + references).
  package func reversed() -> HeapGraph {
    let starts = Numbers<Int32>(repeating: 0, count: nodeCount + 2)
    let sources = Numbers<Int32>(room: referenceCount)
    let nodes = Int32(nodeCount)
    withRows { rows in
      // The count of node v is at v + 2, so v + 1 is free for the position at which v's row is filled. In the end, v + 1 holds the start
      // of row v + 1.
      var index: Int32 = 0
      while index < Int32(referenceCount) {
        starts[rows.target(index) &+ 2] &+= 1
        index &+= 1
      }
      var node: Int32 = 0
      while node < nodes {
        starts[node &+ 2] &+= starts[node &+ 1]
        node &+= 1
      }
      node = 0
      while node < nodes {
        index = rows.start(node)
        let end = rows.end(node)
        while index < end {
          let target = rows.target(index)
          let place = starts[target &+ 1]
          starts[target &+ 1] = place &+ 1
          sources[place] = node
          index &+= 1
        }
        node &+= 1
      }
    }
    return HeapGraph(starts: starts.array(prefix: nodeCount + 1), targets: sources.array())
  }

  /// The subgraph of some nodes: its node k is `nodes[k]`. O(nodes of the graph + references of the part).
  package func part(_ nodes: [Int32]) -> HeapGraph {
    var positions = [Int32](repeating: -1, count: nodeCount)
    for (position, node) in nodes.enumerated() { positions[Int(node)] = Int32(position) }
    var builder = Builder(nodeCount: nodes.count)
    for node in nodes {
      for target in references(of: node) where positions[Int(target)] >= 0 {
        builder.append(positions[Int(target)])
      }
      builder.endRow()
    }
    return builder.finish()
  }
}
