/// The source of a log's bytes: a file, standard input or memory. It decompresses gzip, which it recognises by the first two bytes.
///
/// It counts and digests the bytes before any decompression. Memory: one block, whatever the size of the log.
package struct TraceSource: ~Copyable {
  /// The number of bytes in one system call.
  private static let blockSize = 256 << 10

  /// The file; nil if the log is in memory.
  private let file: InputFile?
  private let memory: [UInt8]
  private let readSize: Int
  /// Bytes before decompression that were not used yet: `input[inputStart..<inputEnd]`.
  private var input: [UInt8]
  private var inputStart = 0
  private var inputEnd = 0
  private var compression = Compression.unknown
  private var gzip: GzipStream?
  private var digestState = Digest()
  private let acceptsTruncation: Bool

  /// Whether a gzip stream ended too soon, which was accepted.
  private(set) var isTruncated = false
  /// The number of bytes read so far, before decompression.
  package private(set) var bytesRead: Int64 = 0
  /// The total number of bytes; nil if it cannot be known, as for a pipe.
  package let totalBytes: Int64?

  /// Opens a file, or standard input if `path` is `-`.
  ///
  /// - Parameter acceptsTruncation: whether a gzip stream that ends too soon counts as complete.
  /// - Throws: `HeapTraceError.unreadable`.
  package init(path: String, acceptsTruncation: Bool = false) throws(HeapTraceError) {
    let file = try InputFile(path: path)
    totalBytes = try file.sizeIfRegular()
    self.file = consume file
    self.acceptsTruncation = acceptsTruncation
    memory = []
    readSize = Self.blockSize
    input = [UInt8](repeating: 0, count: readSize)
  }

  /// Reads from memory, at most `readSize` bytes at a time.
  package init(bytes: [UInt8], readSize: Int = .max, acceptsTruncation: Bool = false) {
    file = nil
    self.acceptsTruncation = acceptsTruncation
    memory = bytes
    totalBytes = Int64(bytes.count)
    // No larger than the log, because a fuzzer reads many small logs.
    self.readSize = max(1, min(readSize, Self.blockSize, bytes.count))
    input = [UInt8](repeating: 0, count: max(2, self.readSize))
  }

  /// The digest of the bytes read so far, before decompression. After `read` has returned 0, that of the whole log.
  package var digest: [UInt8] { digestState.value }

  /// The digest of a whole file. Nil if it is not a regular file, because others may not be readable twice.
  ///
  /// - Throws: `HeapTraceError.unreadable`.
  package static func digest(ofFile path: String) throws(HeapTraceError) -> [UInt8]? {
    guard path != "-" else { return nil }
    let file = try InputFile(path: path)
    guard try file.sizeIfRegular() != nil else { return nil }
    var block = [UInt8](repeating: 0, count: blockSize)
    var digest = Digest()
    while true {
      let count = try file.read(into: &block, at: 0, limit: blockSize)
      guard count > 0 else { return digest.value }
      digest.update(block.span.extracting(first: count))
    }
  }

  /// Whether a log ends too soon, within a gzip stream or within a line.
  ///
  /// Reads the whole log. Returns false for a path that is no regular file.
  ///
  /// - Throws: `HeapTraceError.unreadable`, and `.malformed` for a damaged gzip stream.
  package static func breaksOff(path: String) throws(HeapTraceError) -> Bool {
    var source = try TraceSource(path: path, acceptsTruncation: true)
    guard source.totalBytes != nil else { return false }
    var block = [UInt8](repeating: 0, count: blockSize)
    var last = UInt8(ascii: "\n")
    while true {
      let count = try source.read(into: &block, at: 0, line: 0)
      guard count > 0 else { return source.isTruncated || last != UInt8(ascii: "\n") }
      last = block[count - 1]
    }
  }

  /// Reads the log's next bytes, decompressed, into `buffer` from `offset` on. Returns their number, 0 at the end.
  ///
  /// - Parameter line: the line that the reader has reached, for errors.
  /// - Throws: `HeapTraceError.unreadable`, `.malformed` for a damaged gzip stream, and `.truncated` for one that ends too soon.
  mutating func read(
    into buffer: inout [UInt8],
    at offset: Int,
    line: Int64
  ) throws(HeapTraceError) -> Int {
    if compression == .unknown { try tellCompression() }
    guard compression == .none else { return try inflate(into: &buffer, at: offset, line: line) }
    guard inputStart < inputEnd else {
      return try readRaw(into: &buffer, at: offset)
    }
    let count = min(inputEnd - inputStart, buffer.count - offset)
    for index in 0..<count { buffer[offset + index] = input[inputStart + index] }
    inputStart += count
    return count
  }

  /// Reads the two bytes that identify gzip, or up to the end.
  private mutating func tellCompression() throws(HeapTraceError) {
    while inputEnd < 2 {
      let count = try readInput(at: inputEnd)
      guard count > 0 else { break }
      inputEnd += count
    }
    compression = GzipStream.isGzip(input.span.extracting(first: inputEnd)) ? .member : .none
    if compression == .member { gzip = GzipStream() }
  }

  /// `read` for a gzip stream, which may have several members.
  private mutating func inflate(
    into buffer: inout [UInt8],
    at offset: Int,
    line: Int64
  ) throws(HeapTraceError) -> Int {
    while true {
      var ended = false
      if inputStart == inputEnd {
        inputStart = 0
        inputEnd = try readInput(at: 0)
        ended = inputEnd == 0
      }
      if compression == .betweenMembers {
        // Zeros after a member are padding, as for gzip(1).
        while inputStart < inputEnd, input[inputStart] == 0 { inputStart += 1 }
        guard !ended else { return 0 }
        guard inputStart < inputEnd else { continue }
        gzip?.startMember()
        compression = .member
      }
      let step = gzip?.inflate(input, inputStart..<inputEnd, into: &buffer, at: offset)
      guard let step else { return 0 }
      inputStart += step.consumed
      switch step.outcome {
      case .memberEnded: compression = .betweenMembers
      case .damaged(let reason) where step.produced == 0:
        throw .malformed(
          line: line,
          expected: "the rest of the gzip stream",
          found: "damaged data (\(reason))"
        )
      case .goesOn, .damaged: break
      }
      if step.produced > 0 { return step.produced }
      if ended, compression == .member {
        guard acceptsTruncation else {
          throw .truncated(
            line: line,
            expected: "the rest of the gzip stream",
            found: "end of file"
          )
        }
        isTruncated = true
        return 0
      }
    }
  }

  /// Reads bytes without decompression, and counts and digests them. Returns their number, 0 at the end.
  private mutating func readRaw(
    into buffer: inout [UInt8],
    at offset: Int
  ) throws(HeapTraceError) -> Int {
    let limit = min(readSize, buffer.count - offset)
    let count =
      try file?.read(into: &buffer, at: offset, limit: limit)
      ?? copyMemory(into: &buffer, at: offset, limit: limit)
    bytesRead += Int64(count)
    digestState.update(buffer.span.extracting(offset..<offset + count))
    return count
  }

  /// `readRaw` into `input`.
  private mutating func readInput(at offset: Int) throws(HeapTraceError) -> Int {
    var block: [UInt8] = []
    swap(&block, &input)
    defer { swap(&block, &input) }
    return try readRaw(into: &block, at: offset)
  }

  /// `InputFile.read` for a log in memory.
  private func copyMemory(into buffer: inout [UInt8], at offset: Int, limit: Int) -> Int {
    let position = Int(bytesRead)
    let count = min(limit, memory.count - position)
    for index in 0..<count { buffer[offset + index] = memory[position + index] }
    return count
  }

  private enum Compression {
    case unknown
    case none
    /// Within a gzip member.
    case member
    /// After a gzip member: another follows, or the end.
    case betweenMembers
  }
}
