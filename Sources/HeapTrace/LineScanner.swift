internal import Glibc

/// Finds the lines of a log, in blocks: the bytes of a line that a block cut in two are carried over to the front of the next.
///
/// A line's end is not looked for here: who reads its fields comes upon it, and says with `leave` where the next line starts.
struct LineScanner: ~Copyable {
  /// The longest line, in bytes. The format sets no limit; ours keeps a file that is no log from
  /// filling the memory.
  static let longestLine = 64 << 20

  /// The bytes that hold the current line, with an LF after it.
  private(set) var buffer: [UInt8]
  /// Where the current line starts in `buffer`.
  private(set) var start = 0
  /// The number of the current line, from 1; 0 before the first.
  private(set) var line: Int64 = 0
  /// Whether the log has no LF after its last line, which has been reached.
  private(set) var lastLineIsOpen = false

  /// Where the last whole line in `buffer` ends, its LF included.
  private var linesEnd = 0
  /// How many bytes `buffer` holds.
  private var filled = 0
  /// How many bytes the log gave so far, gunzipped.
  private(set) var bytesRead: Int64 = 0

  /// How many bytes it has room for at first, where nothing else is asked for.
  static let usualSize = 256 << 10

  init(bufferSize: Int = usualSize) {
    buffer = [UInt8](repeating: 0, count: max(1, bufferSize))
  }

  /// Goes on to the next line of the log that `source` gives; false at its end. A last line that is open is a line too.
  @inline(__always)
  mutating func advance(reading source: inout TraceSource) throws(HeapTraceError) -> Bool {
    if start == linesEnd {
      guard try fill(from: &source) else { return false }
    }
    line &+= 1
    return true
  }

  /// Leaves the current line for the one that starts at `next`, or for what is to be read next.
  @inline(__always)
  mutating func leave(next: Int) { start = next }

  /// Leaves the last line of the log unread, if it is open.
  mutating func leaveLastLine() {
    if lastLineIsOpen { start = linesEnd }
  }

  /// Moves what is left to the front, makes room if there is none, and reads on until there is a whole line; false at the end
  /// of the log.
  private mutating func fill(from source: inout TraceSource) throws(HeapTraceError) -> Bool {
    carryOver()
    while true {
      if filled == buffer.count { try makeRoom() }
      let count = try source.read(into: &buffer, at: filled, line: line + 1)
      guard count > 0 else { return endLastLine() }
      bytesRead += Int64(count)
      if let end = endOfLines(in: filled..<filled + count) {
        filled += count
        linesEnd = end
        return true
      }
      filled += count
    }
  }

  private mutating func carryOver() {
    let (from, count) = (start, filled - start)
    unsafe buffer.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      // Safe: from + count = filled, which is at most the buffer's size.
      _ = unsafe memmove(base, base + from, count)
    }
    filled = count
    start = 0
    linesEnd = 0
  }

  private mutating func makeRoom() throws(HeapTraceError) {
    guard filled < Self.longestLine else {
      throw .malformed(
        line: line + 1,
        expected: "a line of at most \(Self.longestLine) bytes",
        found: "a longer one"
      )
    }
    buffer.append(contentsOf: repeatElement(0, count: filled))
  }

  /// Puts an LF after a last line that has none; false if there is no such line.
  private mutating func endLastLine() -> Bool {
    guard filled > 0 else { return false }
    if filled == buffer.count { buffer.append(0) }
    buffer[filled] = UInt8(ascii: "\n")
    filled += 1
    linesEnd = filled
    lastLineIsOpen = true
    return true
  }

  /// Where the last LF in a part of the buffer ends; nil if there is none.
  private func endOfLines(in part: Range<Int>) -> Int? {
    buffer[part].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
  }
}
