import Foundation
import Testing

@testable import TraceStore

@Suite struct UTCTimestampTests {
  @Test(arguments: [
    (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_400, 7, "2000-02-29T00:00:00.007Z"),
    (4_107_542_399, 999, "2100-02-28T23:59:59.999Z"),
    (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"),
    (1_767_225_599, 0, "2025-12-31T23:59:59.000Z"),
  ])
  func pointsOfTime(seconds: Int64, milliseconds: Int64, text: String) {
    #expect(UTCTimestamp.text(seconds: seconds, milliseconds: milliseconds) == text)
  }

  @Test func nowIsNow() throws {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let now = try format.parse(UTCTimestamp.now())
    #expect(abs(now.timeIntervalSinceNow) < 60)
  }
}
