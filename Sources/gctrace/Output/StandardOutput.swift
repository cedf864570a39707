import GCTraceKit
import Glibc

/// The reason why results could not be written.
enum OutputError: Error, Equatable {
  /// The reader went away.
  case closedPipe
  /// Another failure, such as a full disk, with the operating system's message.
  case failed(reason: String)
}

/// Standard output, written in pieces of 64 KB. Call `flush` at the end, or the last piece never appears.
struct StandardOutput {
  private static let pieceSize = 65_536

  private let descriptor: Int32
  private var pending = ""

  /// - Parameter descriptor: the destination; tests use another one than standard output.
  init(descriptor: Int32 = STDOUT_FILENO) {
    self.descriptor = descriptor
    pending.reserveCapacity(Self.pieceSize + 4096)
  }

  /// Writes the text and an end of line.
  mutating func line(_ text: String) throws(OutputError) {
    try add { pending in
      pending += text
      pending += "\n"
    }
  }

  /// Writes a complete list of rows.
  mutating func rows(
    _ columns: [String],
    _ rows: [[SQLValue]],
    as format: OutputFormat
  ) throws(OutputError) {
    var writer = format.makeWriter(for: descriptor)
    try add { writer.begin(columns, into: &$0) }
    for row in rows { try add { writer.add(row, into: &$0) } }
    try add { writer.end(into: &$0) }
  }

  /// Lets `append` add to the pending text, and writes the pending text if there is much of it.
  mutating func add(_ append: (inout String) -> Void) throws(OutputError) {
    append(&pending)
    if pending.utf8.count >= Self.pieceSize { try flush() }
  }

  /// Writes the pending text.
  mutating func flush() throws(OutputError) {
    let descriptor = descriptor
    let failure = pending.withUTF8 { unsafe Self.write($0, to: descriptor) }
    pending.removeAll(keepingCapacity: true)
    if let failure { throw failure }
  }

  /// Writes all of the bytes; nil: done.
  static func write(
    _ bytes: UnsafeBufferPointer<UInt8>,
    to descriptor: Int32
  ) -> OutputError? {
    var written = 0
    while written < bytes.count {
      let rest = unsafe UnsafeBufferPointer(rebasing: bytes[written...])
      let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count >= 0 {
        written += count
      } else if errno == EPIPE {
        return .closedPipe
      } else if errno != EINTR {
        return .failed(reason: unsafe String(cString: strerror(errno)))
      }
    }
    return nil
  }
}
