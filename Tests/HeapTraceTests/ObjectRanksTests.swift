import HeapTrace
import Testing
import TraceTesting

@Suite struct ObjectRanksTests {
  @Test func oneRunCountsFromItsFirst() {
    let ranks = ObjectRanks(runs: pairs((10, 5)))
    #expect(ranks?.count == 5)
    #expect(ranks?.rank(of: 9) == nil)
    #expect(ranks?.rank(of: 10) == 0)
    #expect(ranks?.rank(of: 14) == 4)
    #expect(ranks?.rank(of: 15) == nil)
    #expect(ranks?.rank(of: .min) == nil)
    #expect(ranks?.rank(of: .max) == nil)
    #expect(ranks?.number(ofRank: 4) == 14)
  }

  @Test func emptyRanksNothing() {
    let ranks = ObjectRanks(ObjectNumbering())
    #expect(ranks?.count == 0)
    #expect(ranks?.rank(of: 1) == nil)
  }

  @Test(arguments: [40, 400, 40_000])
  func ranksAreSortedPositions(top: Int64) throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("ObjectRanksTests.ranksAreSortedPositions top \(top) seed \(seed)")
    var random = SplitMix64(seed: seed)
    var numbering = ObjectNumbering()
    var set: Set<Int64> = []
    for _ in 0..<300 {
      let number = Int64.random(in: 1...top, using: &random)
      _ = numbering.insert(number)
      set.insert(number)
    }
    let ranks = try #require(ObjectRanks(numbering))
    #expect(ranks.count == Int32(set.count))
    for (rank, number) in set.sorted().enumerated() {
      #expect(ranks.rank(of: number) == Int32(rank))
      #expect(ranks.number(ofRank: Int32(rank)) == number)
    }
    for number in 0...min(top + 1, 500) where !set.contains(number) {
      #expect(ranks.rank(of: number) == nil)
    }
  }

  @Test func refusesWhatCannotBeRanked() {
    #expect(ObjectRanks(runs: pairs((1, Int64(Int32.max))))?.count == .max)
    #expect(ObjectRanks(runs: pairs((1, Int64(Int32.max) + 1))) == nil)
    #expect(ObjectRanks(runs: pairs((1, 1), (5, Int64(Int32.max)))) == nil)
    #expect(ObjectRanks(runs: pairs((0, 1))) == nil)
    #expect(ObjectRanks(runs: pairs((1, 0))) == nil)
    #expect(ObjectRanks(runs: pairs((5, 2), (6, 1))) == nil)
    #expect(ObjectRanks(runs: pairs((.max, 2))) == nil)
  }
}
