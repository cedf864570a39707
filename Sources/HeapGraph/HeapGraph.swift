/// Objects and what refers to what: a directed graph, stored row by row.
///
/// The front door of this module, which knows neither a log nor a collector nor SQL. Nodes are numbered from 0; who makes a graph says
/// what a node stands for. Each question about it is an extension in a file of its own: `components`, `dominators`, `shortestPaths`,
/// `coarsestPartition`. None of them recurses: a list of a million objects is an ordinary heap.
///
/// Rows are compressed: the references of node `v` are `targets[starts[v] ..< starts[v + 1]]`, in the order in which they were given.
/// That is 4 bytes for a node and 4 for a reference; there is room for 2^31 - 1 of each.
package struct HeapGraph: Sendable, Equatable {
  /// One more than there are nodes: where each row starts, and where the last one ends.
  let starts: [Int32]
  /// All rows, one after another.
  let targets: [Int32]

  /// How many nodes there are.
  package var nodeCount: Int { starts.count - 1 }
  /// How many references there are; several from one node to another count each.
  package var referenceCount: Int { targets.count }

  init(starts: [Int32], targets: [Int32]) {
    self.starts = starts
    self.targets = targets
  }

  /// Where the references of a node stand among all references of the graph, which are numbered row by row.
  package func row(of node: Int32) -> Range<Int> {
    Int(starts[Int(node)])..<Int(starts[Int(node) + 1])
  }

  /// What a node refers to, in the order in which it was given.
  package func references(of node: Int32) -> ArraySlice<Int32> {
    targets[Int(starts[Int(node)])..<Int(starts[Int(node) + 1])]
  }

  /// Whether a node refers to itself. O(its references).
  package func refersToItself(_ node: Int32) -> Bool { references(of: node).contains(node) }

  /// Lets `body` read the rows without a check of each index.
  func withRows(_ body: (Rows) -> Void) {
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe targets.withUnsafeBufferPointer { targets in body(unsafe Rows(starts, targets)) }
    }
  }
}
