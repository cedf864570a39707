import HeapGraph
import TraceTesting
import Testing

@testable import GCTraceKit

@Suite struct GarbageCyclesTests {
  /// The definition, word for word.
  private func expected(_ naive: NaiveGraph) -> [GarbageCycles.Cycle] {
    let members = Set(
      naive.components.enumerated().filter { node, component in
        component.count > 1
          || naive.references.contains { Int($0.source) == node && Int($0.target) == node }
      }.map(\.element)
    ).sorted { ($0.min() ?? 0) < ($1.min() ?? 0) }
    let reached = members.map { naive.reached(from: Array($0)) }
    return members.indices.map { index in
      let others = members.indices.filter { $0 != index }
        .reduce(into: Set<Int>()) { $0.formUnion(reached[$1]) }
      return GarbageCycles.Cycle(
        members: members[index].sorted().map(Int32.init),
        tail: reached[index].subtracting(members[index]).subtracting(others).sorted()
          .map(Int32.init)
      )
    }
  }

  @Test(arguments: 0..<600 as Range<UInt64>)
  func agreeWithTheDefinition(seed: UInt64) {
    let naive = NaiveGraph.random(seed: seed)
    let found = GarbageCycles(naive.graph)
    #expect(found.cycles == expected(naive), "seed \(seed)")
    for cycle in found.cycles {
      #expect(found.part(cycle) == naive.graph.part(cycle.members), "seed \(seed)")
    }
  }

  @Test func whatTwoCyclesReachIsInNoTail() {
    // 0 <-> 1 -> 2, 3 -> 3 -> 2, 0 -> 4 -> 5
    let graph = HeapGraph(
      nodeCount: 6,
      references: [
        .init(0, 1), .init(1, 0), .init(1, 2), .init(3, 3), .init(3, 2), .init(0, 4), .init(4, 5),
      ]
    )
    #expect(
      GarbageCycles(graph).cycles == [
        GarbageCycles.Cycle(members: [0, 1], tail: [4, 5]),
        GarbageCycles.Cycle(members: [3], tail: []),
      ]
    )
  }
}
