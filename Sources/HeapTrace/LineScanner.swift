internal import Glibc

/// Cuts a log into lines, in blocks: the bytes of a line that a block cut in two are carried over
/// to the front of the next.
struct LineScanner: ~Copyable {
  /// The longest line, in bytes. The format sets no limit; ours keeps a file that is no log from
  /// filling the memory.
  static let longestLine = 64 << 20

  /// The bytes that hold the current line.
  private(set) var buffer: [UInt8]
  /// Where the current line starts in `buffer`.
  private(set) var start = 0
  /// Where the current line ends in `buffer`, its LF or CRLF left out.
  private(set) var end = 0
  /// The number of the current line, from 1; 0 before the first.
  private(set) var line: Int64 = 0
  /// Whether the log has no LF after its last line, which has been reached.
  private(set) var lastLineIsOpen = false

  /// Where the next line starts.
  private var next = 0
  /// How many bytes `buffer` holds.
  private var filled = 0

  init(bufferSize: Int = 256 << 10) {
    buffer = [UInt8](repeating: 0, count: max(1, bufferSize))
  }

  /// Goes on to the next line of the log that `source` gives; false at its end. A last line that is open is a line too.
  mutating func advance(reading source: inout TraceSource) throws(HeapTraceError) -> Bool {
    var searched = next
    while true {
      if let lineFeed = firstLineFeed(from: searched) {
        finishLine(at: lineFeed, next: lineFeed + 1)
        return true
      }
      let carried = filled - next
      guard try fill(from: &source) else {
        guard carried > 0 else { return false }
        lastLineIsOpen = true
        finishLine(at: filled, next: filled)
        return true
      }
      searched = carried
    }
  }

  private mutating func finishLine(at lineEnd: Int, next: Int) {
    start = self.next
    end = lineEnd
    if end > start, buffer[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    self.next = next
    line += 1
  }

  private func firstLineFeed(from position: Int) -> Int? {
    unsafe buffer.withUnsafeBytes { bytes in
      // Safe: position <= filled <= bytes.count, and the buffer is never empty.
      guard let base = bytes.baseAddress,
        let found = unsafe memchr(base + position, Int32(UInt8(ascii: "\n")), filled - position)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  /// Moves what is left to the front, makes room if there is none, and reads on; false at the end
  /// of the log.
  private mutating func fill(from source: inout TraceSource) throws(HeapTraceError) -> Bool {
    if next > 0 {
      let (from, count) = (next, filled - next)
      unsafe buffer.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        _ = unsafe memmove(base, base + from, count)
      }
      filled = count
      next = 0
    }
    if filled == buffer.count {
      guard filled < Self.longestLine else {
        throw .malformed(
          line: line + 1,
          expected: "a line of at most \(Self.longestLine) bytes",
          found: "a longer one"
        )
      }
      buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
    let count = try source.read(into: &buffer, at: filled, line: line + 1)
    filled += count
    return count > 0
  }
}
