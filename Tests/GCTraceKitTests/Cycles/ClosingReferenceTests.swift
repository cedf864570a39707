import HeapGraph
import TraceTesting
import Testing

@testable import GCTraceKit

@Suite struct ClosingReferenceTests {
  /// The references one by one in the order of their additions, until all reach all.
  private func expected(_ count: Int, _ candidates: [ClosingReference.Candidate]) -> Int? {
    var added: [HeapGraph.Reference] = []
    let order = candidates.indices.sorted { candidates[$0].order < candidates[$1].order }
    for index in order {
      added.append(.init(candidates[index].source, candidates[index].target))
      let graph = NaiveGraph(count: count, references: added)
      if (0..<count).allSatisfy({ graph.reached(from: [$0]).count == count }) { return index }
    }
    return nil
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func agreesWithBruteForce(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...5, using: &random)
    let orders = (0..<Int64.random(in: 0...14, using: &random)).shuffled(using: &random)
    let candidates = orders.map { order in
      ClosingReference.Candidate(
        source: Int32.random(in: 0..<Int32(count), using: &random),
        target: Int32.random(in: 0..<Int32(count), using: &random),
        order: order
      )
    }
    #expect(
      ClosingReference.index(nodeCount: count, candidates) == expected(count, candidates),
      "seed \(seed)"
    )
  }
}
