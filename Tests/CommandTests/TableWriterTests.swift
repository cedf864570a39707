import GCTraceKit
import Testing

@testable import gctrace

@Suite struct TableWriterTests {
  @Test func alignsTextAtTheLeftAndNumbersAtTheRight() {
    let text = printed(
      TableWriter(),
      ["name", "events", "rate"],
      [
        [.text("a"), .integer(5), .real(0.5)],
        [.text("longer"), .integer(12_345), .null],
        [.null, .integer(-1), .real(12.25)],
      ]
    )
    #expect(
      text == """
        name    events   rate
        ------  ------  -----
        a            5    0.5
        longer   12345
                    -1  12.25

        """
    )
  }

  @Test func showsTheNamesWhenThereIsNoRow() {
    #expect(printed(TableWriter(), ["id", "name"], []) == "id  name\n--  ----\n")
  }

  @Test func noLineEndsWithASpace() {
    let text = printed(
      TableWriter(),
      ["a", "long name", "b"],
      [[.null, .null, .null], [.text("x"), .null, .null], [.null, .text("y"), .text("")]]
    )
    for line in text.split(separator: "\n") { #expect(line.last != " ") }
  }

  @Test func showsWhatATerminalWouldObey() {
    let text = printed(TableWriter(), ["a\u{1b}"], [[.text("x\u{1b}[2J\ny")]])
    #expect(text == "a\\u{1b}\n-------------\nx\\u{1b}[2J\\ny\n")
  }

  @Test func countsCellsOfWideCharacters() {
    let text = printed(
      TableWriter(),
      ["name", "x"],
      [[.text("日本語"), .text("1")], [.text("e\u{301}"), .text("2")]]
    )
    #expect(
      text == "name    x\n------  -\n日本語  1\ne\u{301}       2\n"
    )
  }

  @Test func writesBlobsAsLiterals() {
    #expect(printed(TableWriter(), ["b"], [[.blob([0, 255])]]) == "b\n-------\nx'00ff'\n")
  }

  @Test func fixesTheWidthsAfterTheSampleAndStreams() {
    var writer = TableWriter()
    var text = ""
    writer.begin(["n", "t"], into: &text)
    for _ in 1..<TableWriter.sampled { writer.add([.integer(1), .text("a")], into: &text) }
    #expect(text.isEmpty)
    writer.add([.integer(1), .text("a")], into: &text)
    #expect(text.hasPrefix("n  t\n-  -\n1  a\n"))
    text = ""
    writer.add([.integer(12_345), .text("b")], into: &text)
    #expect(text == "12345  b\n")
    text = ""
    writer.end(into: &text)
    #expect(text.isEmpty)
  }

  @Test func oneLongTextDoesNotPadAllOthers() {
    let long = String(repeating: "x", count: 500)
    let text = printed(
      TableWriter(),
      ["t", "n"],
      [[.text(long), .integer(1)], [.text("y"), .integer(2)]]
    )
    let lines = text.split(separator: "\n")
    #expect(lines[2] == "\(long)  1")
    #expect(lines[3].count == TableWriter.widest + 3)
  }
}
