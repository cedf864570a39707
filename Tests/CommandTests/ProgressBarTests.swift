import GCTraceKit
import Testing

@testable import gctrace

@Suite struct ProgressBarTests {
  @Test func showsShareRateAndTimeLeft() {
    let progress = Progress(done: 25_000_000, total: 100_000_000, unit: .bytes)
    let line = ProgressBar.line("Importing a", progress, elapsed: 5, width: 80)
    #expect(
      line == "Importing a  [#########-----------------------------]  25%  5.0 MB/s  0:15 left"
    )
    #expect(displayWidth(line) < 80)
  }

  @Test func leavesOutWhatIsNotKnown() {
    let progress = Progress(done: 2_000_000, total: nil, unit: .events)
    #expect(
      ProgressBar.line("Replaying", progress, elapsed: 4, width: 80)
        == "Replaying  2.0 M events  500.0 k events/s"
    )
  }

  @Test(arguments: [0, 1, 10, 30, 50, 200], [Int64(0), 1, 50, 100, 130])
  func fitsItsLine(width: Int, done: Int64) {
    let progress = Progress(done: done, total: 100, unit: .events)
    let line = ProgressBar.line("日本語 long label", progress, elapsed: 1, width: width)
    #expect(displayWidth(line) < max(width, 1))
  }

  @Test func noTimePassedIsNoRate() {
    let progress = Progress(done: 0, total: 10, unit: .events)
    #expect(
      ProgressBar.line("x", progress, elapsed: 0, width: 40)
        == "x  [-----------------]   0%  0 events/s"
    )
  }
}
