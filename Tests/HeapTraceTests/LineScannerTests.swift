import Testing

@testable import HeapTrace

@Suite struct LineScannerTests {
  private func lines(_ log: String, readSize: Int = .max, bufferSize: Int = 1 << 10) throws
    -> [String]
  {
    var source = TraceSource(bytes: Array(log.utf8), readSize: readSize)
    var scanner = LineScanner(bufferSize: bufferSize)
    var result: [String] = []
    while try scanner.advance(reading: &source) {
      result.append(
        String(decoding: scanner.buffer[scanner.start..<scanner.end], as: UTF8.self)
      )
      #expect(scanner.line == Int64(result.count))
    }
    let more = try scanner.advance(reading: &source)
    #expect(!more)
    return result
  }

  @Test func linesEndInLineFeedOrBoth() throws {
    #expect(try lines("a\nbc\r\n\n\r\nd\re\n") == ["a", "bc", "", "", "d\re"])
    #expect(try lines("") == [])
    #expect(try lines("\n") == [""])
  }

  @Test func lastLineMayLackItsEnd() throws {
    #expect(try lines("a\nb") == ["a", "b"])
    #expect(try lines("a\nb\r") == ["a", "b"])
  }

  @Test(arguments: [1, 2, 3, 5, 64], [1, 2, 7, 64])
  func cutsLeaveNoMark(readSize: Int, bufferSize: Int) throws {
    let expected = (0..<200).map { String(repeating: "x", count: $0 % 23) + "\($0)" }
    let log = expected.joined(separator: "\r\n")
    #expect(try lines(log, readSize: readSize, bufferSize: bufferSize) == expected)
  }

  @Test func longLineGrowsTheBuffer() throws {
    let long = String(repeating: "y", count: 100_000)
    #expect(try lines("a\n\(long)\nb\n", bufferSize: 16) == ["a", long, "b"])
  }

  @Test func endlessLineIsRefused() {
    let bytes = [UInt8](repeating: 0x61, count: LineScanner.longestLine + 1)
    var source = TraceSource(bytes: bytes)
    var scanner = LineScanner(bufferSize: LineScanner.longestLine)
    do {
      _ = try scanner.advance(reading: &source)
      Issue.record("no error")
    } catch {
      #expect(
        error
          == .malformed(
            line: 1,
            expected: "a line of at most 67108864 bytes",
            found: "a longer one"
          )
      )
    }
  }
}
