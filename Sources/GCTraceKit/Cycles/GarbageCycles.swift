import HeapGraph

/// The cycles of a collection's garbage, and their tails.
///
/// A *cycle* is a strongly connected component of more than one object, or of one object that refers to itself. Its *tail* is the set of
/// objects that it reaches and no other cycle reaches.
struct GarbageCycles {
  struct Cycle: Equatable {
    /// The nodes of the component, in ascending order.
    var members: [Int32]
    /// The nodes of its tail, in ascending order.
    var tail: [Int32] = []
  }

  /// In the order of their first members.
  private(set) var cycles: [Cycle] = []
  private let graph: HeapGraph
  private let components: Components
  /// By node: its index among the members of its component.
  private let places: [Int32]

  /// O(nodes + references).
  init(_ graph: HeapGraph) {
    self.graph = graph
    components = graph.components()
    let members = components.members()
    var places = [Int32](repeating: 0, count: graph.nodeCount)
    for nodes in members {
      for (place, node) in nodes.enumerated() { places[Int(node)] = Int32(place) }
    }
    self.places = places

    var cycleOfComponent = [Int32](repeating: Self.none, count: components.count)
    var firsts: [(component: Int, first: Int32)] = []
    for (component, nodes) in members.enumerated() {
      guard let first = nodes.first, nodes.count > 1 || graph.refersToItself(first) else {
        continue
      }
      firsts.append((component, first))
    }
    firsts.sort { $0.first < $1.first }
    for (component, _) in firsts {
      cycleOfComponent[component] = Int32(cycles.count)
      cycles.append(Cycle(members: Array(members[component])))
    }
    findTails(members, cycleOfComponent)
  }

  /// No cycle reaches a component; or the component is no cycle.
  private static let none: Int32 = -1
  /// More than one cycle reaches a component.
  private static let several: Int32 = -2

  /// Finds the tails. The information which cycles reach a component flows along the references; components are numbered in the opposite
  /// order.
  private mutating func findTails(
    _ members: [ArraySlice<Int32>],
    _ cycleOfComponent: [Int32]
  ) {
    var reachedBy = [Int32](repeating: Self.none, count: components.count)
    for component in members.indices.reversed() {
      let own = cycleOfComponent[component]
      let reached = reachedBy[component]
      // Components that a cycle reaches, and that another cycle also reaches, belong to both.
      let passedOn = own == Self.none ? reached : reached == Self.none ? own : Self.several
      if own == Self.none, reached >= 0 { cycles[Int(reached)].tail += members[component] }
      guard passedOn != Self.none else { continue }
      for node in members[component] {
        for target in graph.references(of: node) {
          let next = Int(components.componentOfNode[Int(target)])
          guard next != component, reachedBy[next] != passedOn else { continue }
          reachedBy[next] = reachedBy[next] == Self.none ? passedOn : Self.several
        }
      }
    }
    for index in cycles.indices { cycles[index].tail.sort() }
  }

  /// The references among the members of a cycle; node k is its k-th member. O(its references).
  func part(_ cycle: Cycle) -> HeapGraph {
    guard let first = cycle.members.first else { return HeapGraph(nodeCount: 0, references: []) }
    let component = components.componentOfNode[Int(first)]
    var builder = HeapGraph.Builder(nodeCount: cycle.members.count)
    for node in cycle.members {
      for target in graph.references(of: node)
      where components.componentOfNode[Int(target)] == component {
        builder.append(places[Int(target)])
      }
      builder.endRow()
    }
    return builder.finish()
  }
}
