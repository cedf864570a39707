import GCTraceKit
import Testing

@testable import gctrace

@Suite struct CSVWriterTests {
  @Test func quotesWhatMustBeQuoted() {
    let text = printed(
      CSVWriter(),
      ["plain", "a,b", "say \"x\""],
      [
        [.text("two\nlines"), .text("cr\rlf"), .text(" edge")],
        [.text("it's"), .text(""), .null],
      ]
    )
    #expect(
      text
        == "plain,\"a,b\",\"say \"\"x\"\"\"\r\n\"two\nlines\",\"cr\rlf\",\" edge\"\r\nit's,\"\",\r\n"
    )
  }

  @Test func quotesAnEndOfLineOfTwoCharacters() {
    #expect(printed(CSVWriter(), ["a"], [[.text("x\r\ny")]]) == "a\r\n\"x\r\ny\"\r\n")
  }

  @Test func isSafeForATerminalAndFaithfulForAProgram() {
    let rows = [[SQLValue.text("a\u{1b}[2J\u{9b}\u{202e}\r\nb"), .text("=1+2")]]
    #expect(
      printed(CSVWriter(isForTerminal: true), ["\u{1b}]0;x\u{7}", "f"], rows)
        == "\\u{1b}]0;x\\u{7},f\r\na\\u{1b}[2J\\u{9b}\\u{202e}\\r\\nb,=1+2\r\n"
    )
    #expect(
      printed(CSVWriter(), ["x", "f"], rows)
        == "x,f\r\n\"a\u{1b}[2J\u{9b}\u{202e}\r\nb\",=1+2\r\n"
    )
  }

  @Test func keepsNumbersAndBlobs() {
    let text = printed(
      CSVWriter(),
      ["i", "r", "b"],
      [[.integer(.min), .real(0.1), .blob([1, 0xAB])]]
    )
    #expect(text == "i,r,b\r\n-9223372036854775808,0.1,x'01ab'\r\n")
  }
}
