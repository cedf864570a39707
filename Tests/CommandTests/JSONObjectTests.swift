import GCTraceKit
import Testing

@testable import gctrace

@Suite struct JSONObjectTests {
  @Test func escapesControlCharacters() {
    #expect(JSONObject.string("a\u{1b}\u{0}\"\\\n") == #""a\u001b\u0000\"\\\n""#)
    #expect(JSONObject.string("\u{85}\u{7f}é") == #""\u0085\u007fé""#)
  }

  /// Characters that would turn or hide text on a terminal. Above U+FFFF, JSON needs two escapes.
  @Test func escapesWhatIsNotSeen() {
    #expect(
      JSONObject.string("\u{202e}\u{2066}\u{200b}\u{e0041}日")
        == #""\u202e\u2066\u200b\udb40\udc41日""#
    )
  }

  @Test func blobsAreAsInCSV() {
    var text = ""
    JSONObject(["b"]).write([.blob([0, 0xFF])], into: &text)
    #expect(text == #"{"b":"x'00ff'"}"#)
  }

  @Test func keysOfEqualColumnsDiffer() {
    var text = ""
    JSONObject(["a", "a", "a:1", "a"])
      .write([.integer(1), .integer(2), .integer(3), .integer(4)], into: &text)
    #expect(text == #"{"a":1,"a:1":2,"a:1:1":3,"a:2":4}"#)
  }

  @Test(arguments: [
    (0.1, "0.1"), (1e300, "1e+300"), (-0.0, "-0.0"), (.leastNonzeroMagnitude, "5e-324"),
    (3.0, "3.0"),
    (Double.infinity, "9e999"), (-Double.infinity, "-9e999"),
  ])
  func doublesReadBack(value: Double, text: String) {
    #expect(SQLValue.text(value) == text)
    #expect(Double(text) == value)
  }
}
