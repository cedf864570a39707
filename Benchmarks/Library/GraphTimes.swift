internal import Glibc
internal import HeapGraph

/// Times `HeapGraph` in the same way as `Benchmarks/graph.c` times itself.
package enum GraphTimes {
  /// One round.
  package struct Round: Equatable, Sendable {
    /// CPU seconds.
    package var components: Double
    package var dominators: Double
    /// The number of components, and the sum of all immediate dominators' numbers. Both programs must agree on them.
    package var count: Int64
    package var sum: Int64
  }

  /// Components, and dominators from node 0, of a graph, `rounds` times.
  package static func measure(
    _ shape: GraphShape,
    nodes: Int,
    references: Int,
    seed: UInt64,
    rounds: Int
  ) -> [Round] {
    let graph = shape.graph(nodes: nodes, references: references, seed: seed)
    return (0..<rounds).map { _ in
      let start = processTime()
      let components = graph.components()
      let middle = processTime()
      let dominators = graph.dominators(roots: [0])
      let end = processTime()
      return Round(
        components: middle - start,
        dominators: end - middle,
        count: Int64(components.count),
        sum: dominators.immediate.reduce(0) { $0 + Int64($1) }
      )
    }
  }

  private static func processTime() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
