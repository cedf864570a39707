import Testing

@testable import TraceStore
import TraceTesting

@Suite struct RankSorterTests {
  @Test(arguments: SplitMix64.seeds)
  func ranksAscend(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var sorter = RankSorter()
    for _ in 0..<60 {
      let count = Int.random(in: 1...3000, using: &generator)
      let spread = Int32.random(in: 1...100, using: &generator)
      var ranks = (0..<Int32(count)).map { $0 * spread }
      if Bool.random(using: &generator) { ranks.shuffle(using: &generator) }
      sorter.sort(ranks)
      #expect(sorter.ranks == ranks.sorted())
    }
  }

  @Test func theWholeRange() {
    var sorter = RankSorter()
    sorter.sort([Int32.max, 0, 5])
    #expect(sorter.ranks == [0, 5, Int32.max])
    sorter.sort([])
    #expect(sorter.ranks.isEmpty)
  }
}
