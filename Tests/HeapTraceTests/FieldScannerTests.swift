import Testing

@testable import HeapTrace

@Suite struct FieldScannerTests {
  private func number(_ field: String, in range: ClosedRange<Int64>) throws(HeapTraceError) -> Int64
  {
    let bytes = Array(" \(field) 1\n".utf8)
    var fields = FieldScanner(line: 1, start: 0)
    return try fields.number(bytes.span, NumberLimit(range, "a number"))
  }

  private func anyNumber(_ field: String, in range: ClosedRange<Int64>) throws(HeapTraceError)
    -> Int64
  {
    let bytes = Array(" \(field)\n".utf8)
    var fields = FieldScanner(line: 1, start: 0)
    return try fields.anyNumber(bytes.span, NumberLimit(range, "a number"))
  }

  @Test(arguments: [
    0, 1, 9, 10, 999_999_999_999_999_999, 1_000_000_000_000_000_000, .max - 1, .max,
  ])
  func readsNumbers(value: Int64) throws {
    #expect(try number("\(value)", in: 0...Int64.max) == value)
    #expect(try number("000\(value)", in: 0...Int64.max) == value)
    #expect(try anyNumber("\(value)", in: Int64.min...Int64.max) == value)
    #expect(try anyNumber("-\(value)", in: Int64.min...Int64.max) == -value)
  }

  @Test func readsTheLeastNumber() throws {
    #expect(try anyNumber("\(Int64.min)", in: Int64.min...Int64.max) == .min)
  }

  @Test(arguments: [
    "9223372036854775808", "-9223372036854775809", "18446744073709551617",
    "340282366920938463463374607431768211457",
    "-", "--1", "+1", "1.0", "1e3", "0x10", "1_000", "١", "1\t", "\t1", "12a", "a12",
  ])
  func refusesWhatIsNoNumber(field: String) {
    let found = field.replacing("\t", with: "\\x09")
    let error = HeapTraceError.malformed(line: 1, expected: "a number", found: "'\(found)'")
    #expect(throws: error) { try anyNumber(field, in: Int64.min...Int64.max) }
    #expect(throws: error) { try number(field, in: 0...Int64.max) }
  }

  @Test func rangeIsChecked() {
    #expect(throws: HeapTraceError.self) { try number("0", in: 1...5) }
    #expect(throws: HeapTraceError.self) { try number("6", in: 1...5) }
    #expect(throws: HeapTraceError.self) { try number("-3", in: 1...5) }
    #expect(throws: HeapTraceError.self) { try anyNumber("-6", in: -5...5) }
  }

  /// Numbers with any number of digits, followed by anything, near the end of the bytes or far from it.
  @Test(arguments: ["\n", "\r\n", " 1\n", "\n12345678901234567890"])
  func aNumberEndsWithItsField(rest: String) throws {
    for digits in 1...18 {
      let text = String("123456789012345678".prefix(digits))
      let bytes = Array((" " + text + rest).utf8)
      var fields = FieldScanner(line: 1, start: 0)
      #expect(try fields.number(bytes.span, NumberLimit(0...Int64.max, "a number")) == Int64(text))
      #expect(fields.isAtEnd(bytes.span) == !rest.hasPrefix(" "))
    }
  }

  @Test func quotesWhatAPersonCanRead() {
    func quoted(_ text: String) -> String {
      let bytes = Array((text + "\n").utf8)
      return FieldScanner(line: 1, start: 0).quotedLine(bytes.span)
    }
    #expect(quoted("") == "an empty field")
    #expect(quoted("a\u{0}\u{1B}[2J\u{7F}é") == "'a\\x00\\x1B[2J\\x7Fé'")
    #expect(quoted(String(repeating: "é", count: 60)).count == 62)
    let long = String(repeating: "\u{1F600}", count: 100_000)
    #expect(quoted(long) == "'" + String(repeating: "\u{1F600}", count: 60) + "...'")
  }
}
