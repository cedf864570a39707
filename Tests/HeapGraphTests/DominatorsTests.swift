import HeapGraph
import TraceTesting
import Testing

@Suite struct DominatorsTests {
  @Test(arguments: 0..<600 as Range<UInt64>)
  func agreeWithTheNaiveOnes(seed: UInt64) {
    let naive = NaiveGraph.random(seed: seed)
    var random = SplitMix64(seed: seed ^ 0xD0)
    let roots = (0..<naive.count).filter { _ in random.chance(1, in: 4) }
    let weights = (0..<naive.count).map { _ in Int64.random(in: 0...9, using: &random) }
    let dominators = naive.graph.dominators(roots: roots.map(Int32.init))
    let dominated = naive.dominated(roots: roots)

    let retained = dominators.retained(weights)
    let counts = dominators.retainedCounts()
    for node in 0..<naive.count {
      guard let own = dominated[node] else {
        #expect(dominators.immediate[node] == Dominators.none, "seed \(seed), node \(node)")
        #expect(retained[node] == weights[node] && counts[node] == 1)
        continue
      }
      // The retained objects are those that become unreachable without the node.
      #expect(counts[node] == Int64(own.count), "seed \(seed), node \(node)")
      #expect(retained[node] == own.reduce(0) { $0 + weights[$1] }, "seed \(seed), node \(node)")
      // The immediate dominator is the nearest of all dominators.
      let nearest = (0..<naive.count)
        .filter { $0 != node && dominated[$0]?.contains(node) == true }
        .min { (dominated[$0]?.count ?? 0) < (dominated[$1]?.count ?? 0) }
      #expect(
        dominators.immediate[node] == nearest.map(Int32.init) ?? Dominators.none,
        "seed \(seed), node \(node)"
      )
    }
    #expect(Set(dominators.order.map(Int.init)) == naive.reached(from: roots), "seed \(seed)")
    var seen: Set<Int32> = [Dominators.none]
    for node in dominators.order {
      #expect(seen.contains(dominators.immediate[Int(node)]), "seed \(seed)")
      #expect(seen.insert(node).inserted, "seed \(seed)")
    }
  }

  @Test func aListOfAMillionIsALine() {
    let count: Int32 = 1_000_000
    // A doubly linked list, for which the iterative data-flow algorithm needs a round for each element.
    let list = HeapGraph(
      nodeCount: Int(count),
      references: (0..<count - 1).flatMap { [.init($0, $0 + 1), .init($0 + 1, $0)] }
    )
    let dominators = list.dominators(roots: [0])
    #expect(dominators.immediate == [Dominators.none] + (0..<count - 1))
    #expect(dominators.retainedCounts()[1] == Int64(count) - 1)
  }
}
