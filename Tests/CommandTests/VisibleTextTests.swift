import Testing

@testable import gctrace

@Suite struct VisibleTextTests {
  // Not as test arguments, because those are printed unchanged.
  @Test func nothingHides() {
    let texts = [
      ("plain é 日本", "plain é 日本"), ("a\nb\r\t", #"a\nb\r\t"#),
      ("\u{1b}[31m", #"\u{1b}[31m"#), ("\u{9b}2J\u{7f}\u{0}", #"\u{9b}2J\u{7f}\u{0}"#),
      ("a\u{202e}b", #"a\u{202e}b"#), ("a\r\nb", #"a\r\nb"#),
      ("\u{200e}\u{200f}\u{61c}", #"\u{200e}\u{200f}\u{61c}"#),
      ("a\u{200b}\u{200d}\u{feff}\u{ad}b", #"a\u{200b}\u{200d}\u{feff}\u{ad}b"#),
      ("\u{e0041}\u{e007f}\u{e0100}\u{fe00}", #"\u{e0041}\u{e007f}\u{e0100}\u{fe00}"#),
      ("\u{2066}x\u{2069}\u{3164}", #"\u{2066}x\u{2069}\u{3164}"#),
      ("☺\u{fe0f} ☺\u{fe0e}", "☺\u{fe0f} ☺\u{fe0e}"),
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
