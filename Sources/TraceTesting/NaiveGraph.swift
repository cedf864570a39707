package import HeapGraph

/// The naive twin of `HeapGraph`. Reachability is a table, and every answer is computed by its definition.
package struct NaiveGraph {
  package let count: Int
  package let references: [HeapGraph.Reference]
  private let targets: [[Int]]

  package init(count: Int, references: [HeapGraph.Reference]) {
    self.count = count
    self.references = references
    targets = (0..<count).map { node in
      references.filter { Int($0.source) == node }.map { Int($0.target) }
    }
  }

  package var graph: HeapGraph { HeapGraph(nodeCount: count, references: references) }

  /// The nodes that some nodes reach, including themselves, on paths that avoid one node.
  package func reached(from roots: [Int], without gone: Int? = nil) -> Set<Int> {
    var reached = Set(roots.filter { $0 != gone })
    while true {
      var more = reached
      for node in reached { more.formUnion(targets[node].filter { $0 != gone }) }
      if more == reached { return reached }
      reached = more
    }
  }

  /// By node: all nodes of its component.
  package var components: [Set<Int>] {
    let reached = (0..<count).map { self.reached(from: [$0]) }
    return (0..<count).map { node in reached[node].filter { reached[$0].contains(node) } }
  }

  /// By node: all nodes that the roots no longer reach without it, including itself. Nil: the roots do not reach it at all.
  package func dominated(roots: [Int]) -> [Set<Int>?] {
    let all = reached(from: roots)
    return (0..<count).map { node in
      all.contains(node) ? all.subtracting(reached(from: roots, without: node)) : nil
    }
  }

  /// By node: the number of references on a shortest path from a root.
  package func distances(roots: [Int]) -> [Int?] {
    var distances = [Int?](repeating: nil, count: count)
    for length in 0...count {
      for node in 0..<count where distances[node] == nil {
        let isNext =
          length == 0
          ? roots.contains(node)
          : references.contains {
            Int($0.target) == node && distances[Int($0.source)] == length - 1
          }
        if isNext { distances[node] = length }
      }
    }
    return distances
  }

  /// The coarsest partition, refined as a whole until nothing changes.
  package func partition(labels: [Int32]) -> [Int] {
    var classes = labels.map(Int.init)
    while true {
      let keys = (0..<count).map { [[classes[$0]], Set(targets[$0].map { classes[$0] }).sorted()] }
      var numbers: [[[Int]]: Int] = [:]
      let refined = keys.map { key in
        let next = numbers.count
        return numbers[key, default: next].tap { numbers[key] = $0 }
      }
      if Set(refined).count == Set(classes).count { return refined }
      classes = refined
    }
  }

  /// The graph for a seed: sparse and dense ones, rings, chains, nodes that refer to themselves, repeated references.
  package static func random(seed: UInt64) -> NaiveGraph {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 0...14, using: &random)
    var references: [HeapGraph.Reference] = []
    guard count > 0 else { return NaiveGraph(count: 0, references: []) }
    for _ in 0..<Int.random(in: 0...(count * 3), using: &random) {
      let source = Int32.random(in: 0..<Int32(count), using: &random)
      let target =
        random.chance(1, in: 3)
        ? (source + 1) % Int32(count) : Int32.random(in: 0..<Int32(count), using: &random)
      references.append(HeapGraph.Reference(source, target))
    }
    return NaiveGraph(count: count, references: references)
  }
}

extension Int {
  /// Returns the number after `body` has seen it.
  fileprivate func tap(_ body: (Int) -> Void) -> Int {
    body(self)
    return self
  }
}
