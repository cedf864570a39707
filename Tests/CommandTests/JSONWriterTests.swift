import Foundation
import GCTraceKit
import Testing

@testable import gctrace

@Suite struct JSONWriterTests {
  @Test func writesAnArrayWithARowALine() {
    let text = printed(
      JSONWriter(),
      ["a", "b"],
      [[.integer(1), .null], [.real(2.5), .text("x")]]
    )
    #expect(text == "[\n{\"a\":1,\"b\":null},\n{\"a\":2.5,\"b\":\"x\"}\n]\n")
  }

  @Test func writesAnEmptyArray() {
    #expect(printed(JSONWriter(), ["a"], []) == "[]\n")
  }

  @Test func linesStandAlone() {
    let text = printed(JSONLinesWriter(), ["a"], [[.integer(1)], [.integer(2)]])
    #expect(text == "{\"a\":1}\n{\"a\":2}\n")
    #expect(printed(JSONLinesWriter(), ["a"], []) == "")
  }

  @Test func anotherReaderGetsTheValuesBack() throws {
    let nasty = "\u{0}\u{1}\"\\/\n\r\t\u{7f}\u{9b}\u{2028}日本👩‍👩‍👧\u{301}"
    let text = printed(
      JSONWriter(),
      ["t", "r", "b"],
      [[.text(nasty), .real(0.1 + 0.2), .blob([0, 16, 255])]]
    )
    let rows = try JSONDecoder().decode([Row].self, from: Data(text.utf8))
    #expect(rows == [Row(t: nasty, r: 0.1 + 0.2, b: "x'0010ff'")])
    #expect(text.unicodeScalars.filter { $0.value < 32 }.allSatisfy { $0 == "\n" })
  }

  private struct Row: Decodable, Equatable {
    var t: String
    var r: Double
    var b: String
  }
}
