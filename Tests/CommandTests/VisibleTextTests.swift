import Testing

@testable import gctrace

@Suite struct VisibleTextTests {
  // Not as arguments: those are printed as they are.
  @Test func nothingHides() {
    let texts = [
      ("plain é 日本", "plain é 日本"), ("a\nb\r\t", #"a\nb\r\t"#),
      ("\u{1b}[31m", #"\u{1b}[31m"#), ("\u{9b}2J\u{7f}\u{0}", #"\u{9b}2J\u{7f}\u{0}"#),
      ("a\u{202e}b", #"a\u{202e}b"#), ("a\r\nb", #"a\r\nb"#),
    ]
    for (text, shown) in texts { #expect(visible(text) == shown) }
  }

  @Test(arguments: [
    ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("ｆ", 2), ("👩‍👩‍👧", 2), ("한", 2),
    ("☺\u{fe0f}", 2), ("→", 1),
  ])
  func widthsAreThoseOfATerminal(text: String, cells: Int) {
    #expect(displayWidth(text) == cells)
  }
}
