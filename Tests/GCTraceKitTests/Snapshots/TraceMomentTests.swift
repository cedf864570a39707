import CyclicGC
import GCTraceKit
import Testing

@Suite struct TraceMomentTests {
  @Test(arguments: ["end", "event:1", "event:9223372036854775807", "mark:a b", "mark::"])
  func placesReadBack(text: String) {
    #expect(TraceMoment(text)?.text == text)
  }

  @Test(arguments: [
    "", "event:", "event:0", "event:-1", "event:x", "event:9223372036854775808", "mark:", "start",
    "End",
  ])
  func otherWordsAreNone(text: String) {
    #expect(TraceMoment(text) == nil)
  }
}
