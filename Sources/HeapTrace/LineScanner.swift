internal import Glibc

/// Finds the lines of a log in blocks. If a block ends within a line, the scanner moves the bytes of that line to the front of the next
/// block.
///
/// The scanner does not look for the end of a line. The code that reads the line's fields finds it, and calls `leave` with the start of
/// the next line.
struct LineScanner: ~Copyable {
  /// The longest line, in bytes. The format has no limit; ours prevents a file that is no log from filling the memory.
  static let longestLine = 64 << 20

  /// The bytes that hold the current line, with an LF after it.
  private(set) var buffer: [UInt8]
  /// The start of the current line in `buffer`.
  private(set) var start = 0
  /// The number of the current line, from 1; 0 before the first.
  private(set) var line: Int64 = 0
  /// Whether the scanner has reached a last line without a line feed.
  private(set) var lastLineIsOpen = false

  /// The end of the last complete line in `buffer`, after its line feed.
  private var linesEnd = 0
  /// The number of bytes in `buffer`.
  private var filled = 0
  /// The number of bytes from the log so far, decompressed.
  private(set) var bytesRead: Int64 = 0

  /// The initial size of the buffer, unless another is requested.
  static let usualSize = 256 << 10

  init(bufferSize: Int = usualSize) {
    buffer = [UInt8](repeating: 0, count: max(1, bufferSize))
  }

  /// Goes to the next line of the log in `source`. Returns false at the end. A last line without a line feed counts as a line.
  @inline(__always)
  mutating func advance(reading source: inout TraceSource) throws(HeapTraceError) -> Bool {
    if start == linesEnd {
      guard try fill(from: &source) else { return false }
    }
    line &+= 1
    return true
  }

  /// Leaves the current line for the one that starts at `next`, or for the next block.
  @inline(__always)
  mutating func leave(next: Int) { start = next }

  /// Does not read the last line of the log if it has no line feed.
  mutating func leaveLastLine() {
    if lastLineIsOpen { start = linesEnd }
  }

  /// Moves the rest to the front, makes room if necessary, and reads until there is a complete line. Returns false at the end of the log.
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

  /// Adds a line feed to a last line without one. Returns false if there is no such line.
  private mutating func endLastLine() -> Bool {
    guard filled > 0 else { return false }
    if filled == buffer.count { buffer.append(0) }
    buffer[filled] = UInt8(ascii: "\n")
    filled += 1
    linesEnd = filled
    lastLineIsOpen = true
    return true
  }

  /// The end of the last line feed in a part of the buffer; nil if there is none.
  private func endOfLines(in part: Range<Int>) -> Int? {
    buffer[part].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
  }
}
