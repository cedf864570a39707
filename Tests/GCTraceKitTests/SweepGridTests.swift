import CyclicGC
import Testing

@testable import GCTraceKit

struct SweepGridTests {
  @Test func thresholdsAreNumbersAndRanges() throws {
    let grid = try ThresholdGrid("700,2000,5000:100000:log6/10,20/5")
    #expect(grid.axes == [[700, 2000, 5000, 9103, 16572, 30171, 54928, 100_000], [10, 20], [5]])
    #expect(grid.combinations.count == 16)
    #expect(grid.combinations.prefix(3) == [[700, 10, 5], [700, 20, 5], [2000, 10, 5]])
    #expect(try ThresholdGrid("0:1000:lin5").axes == [[0, 250, 500, 750, 1000]])
  }

  @Test(
    arguments: [
      "", "a", "1,", "1/2/3/4", "5:1:lin3", "1:5:log", "1:5:log1", "0:5:log3", "1:5:exp3", "1:5",
      "+1", "3000000000", "1:5:lin20000",
    ]
  )
  func otherThresholdsAreRefused(text: String) {
    #expect(throws: SettingRequest.SyntaxError.self) { try ThresholdGrid(text) }
  }

  @Test func theGridIsEveryCombination() throws {
    var grid = SweepGrid()
    grid.thresholds = try ThresholdGrid("700,2000/10")
    grid.policies = ["generational", "single"]
    grid.freezePlaces = ["mark:ready"]
    let settings = try grid.settings(besides: ["policy=never"]).map(\.text)
    #expect(settings.count == 9)
    #expect(settings.first == "threshold=700/10")
    #expect(settings.contains("threshold=2000/10,policy=single,freeze-at=mark:ready"))
    #expect(settings.last == "policy=never")
  }
}
