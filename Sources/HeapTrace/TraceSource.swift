/// Where a log's bytes come from: a file, standard input or memory, gunzipped if they are gzip by
/// their first two bytes.
///
/// It counts and digests the bytes as they came, before any gunzipping. Memory: one block, whatever
/// the size of the log.
package struct TraceSource: ~Copyable {
  /// How many bytes one system call asks for.
  private static let blockSize = 256 << 10

  /// The file; nil if the log is in memory.
  private let file: InputFile?
  private let memory: [UInt8]
  private let readSize: Int
  /// Bytes as they came that were not used yet: `input[inputStart..<inputEnd]`.
  private var input: [UInt8]
  private var inputStart = 0
  private var inputEnd = 0
  private var compression = Compression.unknown
  private var gzip: GzipStream?
  private var digestState = Digest()
  private let acceptsTruncation: Bool

  /// Whether a gzip stream has ended too soon, which was accepted.
  private(set) var isTruncated = false
  /// How many bytes, as they came, were read so far.
  package private(set) var bytesRead: Int64 = 0
  /// How many bytes there are in all; nil where that cannot be known, as for a pipe.
  package let totalBytes: Int64?

  /// Opens a file, or standard input if `path` is `-`. `acceptsTruncation`: a gzip stream that ends too soon is one that ends.
  ///
  /// Throws `HeapTraceError.unreadable`.
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
    // No larger than what there is: a fuzzer reads many small logs.
    self.readSize = max(1, min(readSize, Self.blockSize, bytes.count))
    input = [UInt8](repeating: 0, count: max(2, self.readSize))
  }

  /// The digest of the bytes read so far, as they came; the whole log's once `read` returned 0.
  package var digest: [UInt8] { digestState.value }

  /// The digest of a whole file; nil if it is not a regular one, which may not be read twice.
  ///
  /// Throws `HeapTraceError.unreadable`.
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

  /// Whether a log ends before it is whole: within a gzip stream, or within a line.
  ///
  /// It reads all of the log, but for one that is no regular file: false. Throws `HeapTraceError.unreadable`, and `.malformed` for a gzip
  /// stream that is damaged.
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

  /// Reads the log's next bytes, gunzipped, into `buffer` from `offset` on; returns how many, 0 at
  /// the end.
  ///
  /// `line` is the line that the reader has reached, for an error to name. Throws
  /// `HeapTraceError.unreadable`, `.malformed` for a gzip stream that is damaged, and `.truncated` for one that ends too soon.
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

  /// Reads until there are the two bytes that tell gzip, or the end.
  private mutating func tellCompression() throws(HeapTraceError) {
    while inputEnd < 2 {
      let count = try readInput(at: inputEnd)
      guard count > 0 else { break }
      inputEnd += count
    }
    compression = GzipStream.isGzip(input.span.extracting(first: inputEnd)) ? .member : .none
    if compression == .member { gzip = GzipStream() }
  }

  /// `read` of a gzip stream, which may have several members.
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
        // gzip(1) too takes zeros after a member as padding.
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

  /// Reads bytes as they come, counting and digesting them; returns how many, 0 at the end.
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
