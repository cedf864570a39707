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
      let fields = FieldScanner(line: scanner.line, start: scanner.start)
      let next = fields.nextLine(scanner.buffer.span)
      result.append(String(decoding: scanner.buffer[scanner.start..<next], as: UTF8.self))
      scanner.leave(next: next)
      #expect(scanner.line == Int64(result.count))
    }
    let more = try scanner.advance(reading: &source)
    #expect(!more)
    return result
  }

  @Test func linesEndInLineFeedOrBoth() throws {
    #expect(try lines("a\nbc\r\n\n\r\nd\re\n") == ["a\n", "bc\r\n", "\n", "\r\n", "d\re\n"])
    #expect(try lines("") == [])
    #expect(try lines("\n") == ["\n"])
  }

  @Test func lastLineMayLackItsEnd() throws {
    #expect(try lines("a\nb") == ["a\n", "b\n"])
    #expect(try lines("a\nb\r") == ["a\n", "b\r\n"])
    #expect(try lines("a\nb", bufferSize: 3) == ["a\n", "b\n"])
  }

  @Test func lastLineCanBeLeftUnread() throws {
    var source = TraceSource(bytes: Array("a\nb".utf8))
    var scanner = LineScanner()
    _ = try scanner.advance(reading: &source)
    scanner.leaveLastLine()
    #expect(!scanner.lastLineIsOpen && scanner.start == 0)
    scanner.leave(next: 2)
    _ = try scanner.advance(reading: &source)
    #expect(scanner.lastLineIsOpen && scanner.line == 2)
    scanner.leaveLastLine()
    let more = try scanner.advance(reading: &source)
    #expect(!more)
  }

  @Test(arguments: [1, 2, 3, 5, 64], [1, 2, 7, 64])
  func cutsLeaveNoMark(readSize: Int, bufferSize: Int) throws {
    let expected = (0..<200).map { String(repeating: "x", count: $0 % 23) + "\($0)" }
    let log = expected.joined(separator: "\r\n")
    let found = try lines(log, readSize: readSize, bufferSize: bufferSize)
    #expect(found.dropLast() == expected.dropLast().map { $0 + "\r\n" }[...])
    #expect(found.last == expected.last.map { $0 + "\n" })
  }

  @Test func longLineGrowsTheBuffer() throws {
    let long = String(repeating: "y", count: 100_000)
    #expect(try lines("a\n\(long)\nb\n", bufferSize: 16) == ["a\n", long + "\n", "b\n"])
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
