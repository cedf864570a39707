import HeapGraph
import TraceTesting
import Testing

@Suite struct ShortestPathsTests {
  @Test(arguments: 0..<300 as Range<UInt64>)
  func agreeWithTheNaiveOnes(seed: UInt64) {
    let naive = NaiveGraph.random(seed: seed)
    var random = SplitMix64(seed: seed ^ 0xBF5)
    let roots = (0..<naive.count).filter { _ in random.chance(1, in: 4) }
    let paths = naive.graph.shortestPaths(from: roots.map(Int32.init))
    for (node, distance) in naive.distances(roots: roots).enumerated() {
      #expect(paths.distance[node] == Int32(distance ?? -1), "seed \(seed), node \(node)")
      guard let path = paths.path(to: Int32(node)) else {
        #expect(distance == nil)
        continue
      }
      #expect(path.count == (distance ?? -1) + 1)
      #expect(path.last == Int32(node))
      #expect(path.first.map { roots.contains(Int($0)) } == true)
      for (source, target) in zip(path, path.dropFirst()) {
        #expect(naive.references.contains(.init(source, target)), "seed \(seed)")
      }
    }
  }

  @Test func aChainOfAMillionIsWalked() {
    let chain = HeapGraph(
      nodeCount: 1_000_000,
      references: (0..<999_999 as Range<Int32>).map { .init($0, $0 + 1) }
    )
    let paths = chain.reversed().shortestPaths(from: [999_999])
    #expect(paths.path(to: 0)?.count == 1_000_000)
  }
}
