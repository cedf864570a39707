internal import Glibc

/// Writes a log's records to a file, as fast as a disk takes them: a hundred million events are to be had in seconds.
struct LogWriter: ~Copyable {
  enum Failure: Error, CustomStringConvertible {
    case cannotCreate(path: String, reason: String)
    case cannotWrite(path: String, reason: String)

    var description: String {
      switch self {
      case .cannotCreate(let path, let reason): "\(path): cannot be made (\(reason))"
      case .cannotWrite(let path, let reason): "\(path): cannot be written (\(reason))"
      }
    }
  }

  private static let blockSize = 1 << 20

  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var written: Int64 = 0
  private var failure: Failure?
  /// How many events were written.
  private(set) var events: Int64 = 0

  /// Makes the file, or empties it, and begins a log with some definitions.
  init(path: String, definitions: String) throws {
    self.path = path
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure.cannotCreate(path: path, reason: Self.reason)
    }
    buffer.reserveCapacity(Self.blockSize + 256)
    buffer += "gctrace 1\nmeta python 3.11.7\nmeta recorder benchmark\n".utf8
    buffer += definitions.utf8
  }

  deinit { close(descriptor) }

  /// How long the log is so far.
  var bytes: Int64 { written + Int64(buffer.count) }

  // MARK: Records

  mutating func alloc(_ object: Int64, type: Int64, size: Int64) {
    event("alloc", object, type, size)
  }

  mutating func ref(_ source: Int64, _ target: Int64) { event("ref", source, target) }

  mutating func unref(_ source: Int64, _ target: Int64) { event("unref", source, target) }

  mutating func release(_ object: Int64) { event("release", object) }

  /// `collect`, of the oldest generation.
  mutating func collect() { event("collect") }

  mutating func disable() { event("disable") }

  @inline(__always)
  private mutating func event(
    _ name: StaticString,
    _ first: Int64 = 0,
    _ second: Int64 = 0,
    _ third: Int64 = 0
  ) {
    name.withUTF8Buffer { unsafe buffer.append(contentsOf: $0) }
    if first > 0 { append(first) }
    if second > 0 { append(second) }
    if third > 0 { append(third) }
    buffer.append(UInt8(ascii: "\n"))
    events += 1
    if buffer.count >= Self.blockSize { flush() }
  }

  /// A space and a number above 0.
  @inline(__always)
  private mutating func append(_ number: Int64) {
    buffer.append(UInt8(ascii: " "))
    let start = buffer.count
    var rest = UInt64(number)
    while rest > 0 {
      buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    }
    var (low, high) = (start, buffer.count - 1)
    while low < high {
      buffer.swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  // MARK: Output

  private mutating func flush() {
    var position = 0
    while position < buffer.count, failure == nil {
      let count = unsafe buffer.withUnsafeBytes { bytes in
        unsafe write(
          descriptor,
          UnsafeRawBufferPointer(rebasing: bytes[position...]).baseAddress,
          bytes.count - position
        )
      }
      if count > 0 {
        position += count
      } else if errno != EINTR {
        failure = .cannotWrite(path: path, reason: Self.reason)
      }
    }
    written += Int64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left. Throws the first failure of all.
  mutating func finish() throws {
    flush()
    if let failure { throw failure }
  }

  private static var reason: String { unsafe String(cString: strerror(errno)) }
}
