/// Reads a log: the front door of the module.
///
/// A reader takes a log's bytes from a `TraceSource`, cuts them into lines (`LineScanner`), reads
/// each line's fields (`FieldScanner`) as the record that it is (`RecordParser`), and hands the
/// events over in batches, with the definitions that came with them. Everything that the format
/// asks of a log and that can be told without the heap's state is checked on the way; the first
/// thing wrong ends the reading.
///
/// Memory does not grow with the log but for the numbers given so far, which are kept as runs: see
/// `ObjectNumbering`.
package struct TraceReader: ~Copyable {
  /// The versions of the format that are read. Version 2 has `root` and `unroot`.
  package static let formatVersions = 1...2

  /// How much of a log goes into one batch at most, in bytes, but for a last line that is longer.
  private static let bytesPerBatch: Int64 = 4 << 20

  private var source: TraceSource
  private var scanner = LineScanner()
  private var parser = RecordParser()
  private var nextSequence: Int64 = 1
  private let acceptsTruncation: Bool
  /// The line that is not read since it is the last and has no end; nil: there is none.
  private var openLine: Int64?

  /// Reads a log from a file, or from standard input if `path` is `-`.
  ///
  /// `acceptsTruncation`: a log that breaks off is read up to its last whole line; see `brokeOffAfter`. Throws
  /// `HeapTraceError.unreadable`.
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

  /// How many bytes, as they came, were read so far: for progress.
  package var bytesRead: Int64 { source.bytesRead }
  /// How many bytes there are in all; nil where that cannot be known, as for a pipe.
  package var totalBytes: Int64? { source.totalBytes }
  /// The XXH3-128 of the bytes read so far, as they came: the whole log's once `read` returned
  /// false.
  package var digest: [UInt8] { source.digest }
  /// The line that was read last.
  package var line: Int64 { scanner.line }
  /// The last whole line of a log that broke off; nil: it did not, or its end is not reached.
  package var brokeOffAfter: Int64? {
    openLine.map { $0 - 1 } ?? (source.isTruncated ? scanner.line : nil)
  }
  /// How many events were read so far.
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
  fileprivate var definitionCount: Int { types.count + sites.count + metadata.count }
}
