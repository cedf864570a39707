import HeapGraph
import TraceTesting
import Testing

@Suite struct ComponentsTests {
  @Test(arguments: 0..<400 as Range<UInt64>)
  func agreeWithTheNaiveOnes(seed: UInt64) {
    let naive = NaiveGraph.random(seed: seed)
    let components = naive.graph.components()
    let members = components.members()
    #expect(members.count == components.count)
    for (node, expected) in naive.components.enumerated() {
      let component = Int(components.componentOfNode[node])
      #expect(members[component].map(Int.init) == expected.sorted(), "seed \(seed), node \(node)")
    }
    for reference in naive.references {
      #expect(
        components.componentOfNode[Int(reference.source)]
          >= components.componentOfNode[Int(reference.target)],
        "seed \(seed)"
      )
    }
  }

  @Test func aRingOfAMillionIsOne() {
    let count: Int32 = 1_000_000
    let ring = HeapGraph(
      nodeCount: Int(count),
      references: (0..<count).map { .init($0, ($0 + 1) % count) }
    )
    #expect(ring.components().count == 1)
  }

  @Test func aChainOfAMillionIsAMillion() {
    let chain = HeapGraph(
      nodeCount: 1_000_000,
      references: (0..<999_999 as Range<Int32>).map { .init($0, $0 + 1) }
    )
    #expect(chain.components().count == 1_000_000)
  }
}
