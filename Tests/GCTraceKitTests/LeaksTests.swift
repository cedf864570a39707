import Foundation
import GCTraceKit
import Testing
import TraceTesting

/// Lines through series, and the objects that accumulate in a run. The recording's figures were derived from the log by hand.
struct LeaksTests {
  @Test func aLineIsFitted() {
    let steady = GrowthLine([3, 5, 7, 9])
    #expect((steady.slope, steady.intercept, steady.r2) == (2, 3, 1))
    let still = GrowthLine([4, 4, 4])
    #expect((still.slope, still.intercept, still.r2) == (0, 4, 0))
    // The series goes up and down by the same amount, so the best line is level, at the mean.
    let peak = GrowthLine([0, 6, 0])
    #expect((peak.slope, peak.intercept, peak.r2) == (0, 2, 0))
    #expect(GrowthLine([]).slope == 0)
    #expect(GrowthLine([7]).intercept == 7)
  }

  /// No line through random points has smaller squares.
  @Test func noOtherLineIsBetter() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<50 {
      let series = (0..<Int.random(in: 2...12, using: &random)).map { _ in
        Double.random(in: -50...50, using: &random)
      }
      func squares(_ slope: Double, _ intercept: Double) -> Double {
        series.enumerated().reduce(0) { sum, point in
          let gap = point.element - intercept - slope * Double(point.offset)
          return sum + gap * gap
        }
      }
      let line = GrowthLine(series)
      let best = squares(line.slope, line.intercept)
      for (slope, intercept) in [(0.1, 0), (-0.1, 0), (0, 0.1), (0, -0.1), (0.05, -0.2)] {
        #expect(best <= squares(line.slope + slope, line.intercept + intercept))
      }
      #expect(line.r2 >= 0 && line.r2 <= 1.000001)
    }
  }

  @Test func sparklinesGoFromTheLowestToTheHighest() {
    #expect(GrowthLine.sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
    #expect(GrowthLine.sparkline([5, 5]) == "▁▁")
    #expect(GrowthLine.sparkline([]) == "")
    #expect(GrowthLine.sparkline(Array(0..<100), width: 3) == "▁▄█")
  }

  private func leaks(mark: String? = nil) throws -> Leaks {
    let folder = try TemporaryFolder()
    let database = folder.path("leaks.db")
    let log = Fixtures.folder.path + "/leaks/growing.log"
    _ = try Importer(databasePath: database).importLog(path: log, name: nil)
    _ = try Replayer(databasePath: database).replay(trace: nil, options: .init(python: "3.11.7"))
    return try LeakFinder(databasePath: database).find(run: nil, mark: mark, limit: nil)
  }

  @Test func whatGrowsIsFound() throws {
    let leaks = try leaks()
    #expect(leaks.bases.map(\.name) == ["full collections", "mark request"])
    #expect(leaks.bases.map(\.places) == [6, 5])
    let marks = leaks.bases[1]
    #expect(marks.growths.map(\.type) == ["Entry"])
    #expect(marks.growths[0].site == "app.py:8 handle")
    #expect(marks.growths[0].objects == [0, 1, 2, 3, 4])
    #expect(marks.growths[0].bytes == [0, 100, 200, 300, 400])
    #expect(marks.growths[0].line == GrowthLine([0, 1, 2, 3, 4]))
    #expect(marks.holders.map(\.type) == ["Entry"])
    #expect(marks.holders[0].links.map(\.type) == ["list"])
    #expect(marks.holders[0].links.map(\.slope) == [1])
    #expect(leaks.bases[0].growths.map(\.type) == ["Entry", "Entry", "Relic"])
  }

  @Test func survivorsAndUncollectableOnesAreTold() throws {
    let leaks = try leaks()
    #expect(leaks.survivors.map(\.object) == [1, 2, 30])
    #expect(leaks.survivors.map(\.retainedBytes) == [604, 556, 132])
    #expect(leaks.survivors.map(\.retainedObjects) == [7, 6, 2])
    #expect(leaks.uncollectable.map(\.object) == [30, 31])
    #expect(leaks.uncollectable.map(\.retainedBytes) == [132, 100])
  }

  @Test func aMarkThatIsNotThereIsAnError() throws {
    #expect(throws: GCTraceError.noSuchMark("nothing", trace: "growing")) {
      try leaks(mark: "nothing")
    }
  }
}
