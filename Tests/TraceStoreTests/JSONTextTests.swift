import Foundation
import Testing
import TraceStore

@Suite struct JSONTextTests {
  @Test func ofAKeyGivenTwiceTheLastTextHolds() {
    #expect(JSONText.object([("a", "1"), ("b", "2"), ("a", "3")]) == #"{"a":"3","b":"2"}"#)
    #expect(JSONText.object([]) == "{}")
  }

  @Test(arguments: ["", "plain", "\"\\/\u{8}\n\t\r\u{0}\u{1F}\u{7F}", "é\u{1F600}\u{2028}"])
  func anotherReaderUnderstands(text: String) throws {
    let json = JSONText.object([("key \(text)", text)])
    let read = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
    #expect(read == ["key \(text)": text])
  }
}
