/// A directed graph of objects and their references, stored row by row.
///
/// This is the front door of the module, which knows neither logs nor a collector nor SQL. Nodes are numbered from 0; whoever builds a
/// graph decides what a node stands for. Each question about a graph is an extension in its own file: `components`, `dominators`,
/// `shortestPaths`, `coarsestPartition`. None of them recurses, because a list of a million objects is an ordinary heap.
///
/// Rows are compressed: the references of node `v` are `targets[starts[v] ..< starts[v + 1]]`, in the order in which they were given. A
/// node takes 4 bytes and a reference 4; there is room for 2^31 - 1 of each.
package struct HeapGraph: Sendable, Equatable {
  /// The start of each row, and the end of the last one: one element more than there are nodes.
  let starts: [Int32]
  /// All rows, one after another.
  let targets: [Int32]

  /// The number of nodes.
  package var nodeCount: Int { starts.count - 1 }
  /// The number of references. Several references from one node to another count separately.
  package var referenceCount: Int { targets.count }

  init(starts: [Int32], targets: [Int32]) {
    self.starts = starts
    self.targets = targets
  }

  /// The positions of a node's references among all references of the graph, which are numbered row by row.
  package func row(of node: Int32) -> Range<Int> {
    Int(starts[Int(node)])..<Int(starts[Int(node) + 1])
  }

  /// The targets of a node's references, in the order in which they were given.
  package func references(of node: Int32) -> ArraySlice<Int32> {
    targets[Int(starts[Int(node)])..<Int(starts[Int(node) + 1])]
  }

  /// Whether a node refers to itself. O(its references).
  package func refersToItself(_ node: Int32) -> Bool { references(of: node).contains(node) }

  /// Lets `body` read the rows without bounds checks.
  func withRows(_ body: (Rows) -> Void) {
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe targets.withUnsafeBufferPointer { targets in body(unsafe Rows(starts, targets)) }
    }
  }
}
