/// Reads a log. This is the front door of the module.
///
/// A reader takes a log's bytes from a `TraceSource`, cuts them into lines (`LineScanner`), and reads each line's fields (`FieldScanner`)
/// as a record (`RecordParser`). It passes on the events in batches, with the definitions among them. On the way it checks every rule of
/// the format that does not depend on the state of the heap. The first error ends the reading.
///
/// Memory does not grow with the log, except for the object numbers so far, which are kept as runs: see `ObjectNumbering`.
package struct TraceReader: ~Copyable {
  /// The versions of the format that the reader accepts. Version 2 has `name`, `payload`, `bytes`, `sample`, `root` and `unroot`,
  /// and more fields of `ref` and `collect`.
  package static let formatVersions = 1...2

  /// The most bytes of a log in one batch, except for a last line that is longer.
  private static let bytesPerBatch: Int64 = 4 << 20

  private var source: TraceSource
  private var scanner = LineScanner()
  private var parser = RecordParser()
  private var nextSequence: Int64 = 1
  private let acceptsTruncation: Bool
  /// A last line without a line feed, which is not read; nil: there is none.
  private var openLine: Int64?

  /// Reads a log from a file, or from standard input if `path` is `-`.
  ///
  /// - Parameter acceptsTruncation: whether to read a log that breaks off, up to its last complete line; see `brokeOffAfter`.
  /// - Throws: `HeapTraceError.unreadable`.
  package init(path: String, acceptsTruncation: Bool = false) throws(HeapTraceError) {
    source = try TraceSource(path: path, acceptsTruncation: acceptsTruncation)
    self.acceptsTruncation = acceptsTruncation
  }

  /// Reads a log from memory, at most `readSize` bytes at a time.
  package init(bytes: [UInt8], readSize: Int = .max, acceptsTruncation: Bool = false) {
    source = TraceSource(bytes: bytes, readSize: readSize, acceptsTruncation: acceptsTruncation)
    scanner = LineScanner(bufferSize: min(LineScanner.usualSize, bytes.count + 1))
    self.acceptsTruncation = acceptsTruncation
  }

  /// The number of bytes read so far, before decompression. For progress.
  package var bytesRead: Int64 { source.bytesRead }
  /// The total number of bytes; nil if it cannot be known, as for a pipe.
  package var totalBytes: Int64? { source.totalBytes }
  /// The XXH3-128 of the bytes read so far, before decompression. After `read` has returned false, that of the whole log.
  package var digest: [UInt8] { source.digest }
  /// The number of the last line read.
  package var line: Int64 { scanner.line }
  /// The last complete line of a log that broke off; nil: it did not, or its end is not reached.
  package var brokeOffAfter: Int64? {
    openLine.map { $0 - 1 } ?? (source.isTruncated ? scanner.line : nil)
  }
  /// The number of events read so far.
  package var eventCount: Int64 { nextSequence - 1 }
  /// The numbers of the objects born so far.
  package var objects: ObjectNumbering { parser.validator.objects }

  /// Fills `batch`, emptied first, with the log's next events and the definitions met on the way;
  /// false once there is nothing left.
  ///
  /// A batch has at most `limit` events, and about as many definitions at most; it may hold
  /// definitions only, or nothing: it ends after `bytesPerBatch` of the log, so that its size is bounded whatever
  /// a log says, and its reader gets to look at a signal now and then. Events and definitions carry the log's own numbers. Throws `HeapTraceError`,
  /// and then the reader and the batch are of no more use.
  package mutating func read(
    into batch: inout EventBatch,
    limit: Int = 512
  ) throws(HeapTraceError) -> Bool {
    batch.removeAll()
    batch.firstSequence = nextSequence
    let start = scanner.bytesRead
    var isAtEnd = false
    while batch.events.count < limit, batch.definitionCount < max(limit, 512),
      scanner.bytesRead &- start < Self.bytesPerBatch
    {
      guard try scanner.advance(reading: &source) else {
        guard parser.sawMagic else {
          throw .malformed(
            line: scanner.line + 1,
            expected: RecordParser.magic,
            found: "end of file"
          )
        }
        isAtEnd = true
        break
      }
      if acceptsTruncation, scanner.lastLineIsOpen {
        openLine = scanner.line
        scanner.leaveLastLine()
        continue
      }
      scanner.leave(next: try parseLine(into: &batch))
    }
    nextSequence += Int64(batch.events.count)
    return !isAtEnd || !batch.events.isEmpty || batch.definitionCount > 0
  }

  @inline(__always)
  private mutating func parseLine(into batch: inout EventBatch) throws(HeapTraceError) -> Int {
    do throws(HeapTraceError) {
      return try parser.parseLine(of: scanner, into: &batch)
    } catch {
      guard scanner.lastLineIsOpen, case .malformed(let line, let expected, let found) = error
      else { throw error }
      throw .truncated(line: line, expected: expected, found: found)
    }
  }
}

extension EventBatch {
  fileprivate var definitionCount: Int {
    types.count + sites.count + names.count + metadata.count
  }
}
